from django.urls import path

from . import views

app_name = "files"
urlpatterns = [
    path("berkas/unggah/", views.file_upload, name="file_upload"),
    path("berkas/<uuid:pk>/", views.file_download, name="file_download"),
]
