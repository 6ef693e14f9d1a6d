"""`{{ session.user_agent|device }}`: a browser in words people know."""

from django import template

from accounts.devices import device_name

register = template.Library()
register.filter("device", device_name)
