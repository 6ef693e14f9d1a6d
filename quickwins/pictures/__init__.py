"""The pictures of the register: heat map, impact and effort, Gantt, S-curve, figures by group.

Page, PDF and DOCX show the same drawing, because they draw the same specification. All words are of the present language.
"""

from . import picture, timing
from .picture import Picture
from .register import by_group, heat_map, impact_effort
from .timing import gantt, s_curve

__all__ = ["Picture", "by_group", "gantt", "heat_map", "impact_effort", "picture", "s_curve", "timing"]
