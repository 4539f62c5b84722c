"""Data to accessible SVG: always beside its table, never instead of it.

The root says `role="img"`, carries title and description, and is left to right whatever the page is. Colors come
from classes (`chart-series-1` to `-6`) with a fill as fallback; there is no inline style, no script and no id
unless the caller gives a prefix. Texts are the caller's.
"""

from .bars import Bar, bar_chart, progress
from .calendar import Block, week_calendar
from .forecast import forecast_chart
from .lanes import Lane, Mark, lane_chart
from .lines import Series, line_chart, sparkline
from .maps import Area, outline_map
from .network import Line, Node, label_width, network_chart
from .points import Point, point_map
from .svg import for_desk_and_phone, format_number

__all__ = [
    "Area",
    "Bar",
    "Block",
    "Lane",
    "Line",
    "Mark",
    "Node",
    "Point",
    "Series",
    "bar_chart",
    "for_desk_and_phone",
    "forecast_chart",
    "format_number",
    "label_width",
    "lane_chart",
    "line_chart",
    "network_chart",
    "outline_map",
    "point_map",
    "progress",
    "sparkline",
    "week_calendar",
]
