from .table import EVERYBODY, SIGNED_IN, Row

NOT_ADMIN = "editor contributor head other_contributor other_head reviewer leader"

ROWS = [
    Row("home", ok=EVERYBODY),
    Row("search", ok=SIGNED_IN),
    Row("guide", ok=EVERYBODY),
    Row("health", ok=EVERYBODY),
    Row("styleguide", ok=SIGNED_IN, hidden="public"),
    Row("javascript_catalog", ok=SIGNED_IN),
    Row("set_language", method="post", data={"language": "en"}, ok=EVERYBODY),
    Row("accounts:profile", ok=SIGNED_IN),
    Row("own_data", ok=SIGNED_IN),
    Row("masterplan:analysis", ok=SIGNED_IN),
    Row("masterplan:evaluation", ok=SIGNED_IN),
    Row("masterplan:glossary", ok=EVERYBODY),
    Row("masterplan:dimension_list", ok=EVERYBODY),
    Row("masterplan:dimension_detail", {"key": "living"}, ok=EVERYBODY),
    Row(
        "files:file_upload",
        method="post",
        ok="editor contributor head other_contributor other_head",
        forbidden="administrator reviewer leader",
    ),
    Row("files:file_download", lambda scene: {"pk": scene.shared_file.pk}, ok=SIGNED_IN, hidden="public"),
    Row(
        "files:file_download",
        lambda scene: {"pk": scene.dinkes_file.pk},
        ok="administrator editor contributor head reviewer leader",
        hidden="public other_contributor other_head",
    ),
]
