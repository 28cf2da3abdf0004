"""The kinds of panels that boards are made of. A board gives them their place and their ids."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from grafana_foundation_sdk.builders.common import (
    GraphThresholdsStyleConfig,
    ReduceDataOptions,
    StackingConfig,
    VizLegendOptions,
    VizTooltipOptions,
)
from grafana_foundation_sdk.builders.stat import Panel as StatBuilder
from grafana_foundation_sdk.builders.statushistory import Panel as StatusHistoryBuilder
from grafana_foundation_sdk.builders.table import Panel as TableBuilder
from grafana_foundation_sdk.builders.timeseries import Panel as TimeSeriesBuilder
from grafana_foundation_sdk.models.common import (
    BigValueColorMode,
    BigValueGraphMode,
    GraphThresholdsStyleMode,
    LegendDisplayMode,
    LegendPlacement,
    SortOrder,
    StackingMode,
    TooltipDisplayMode,
    VisibilityMode,
)
from grafana_foundation_sdk.models.dashboard import (
    DashboardFieldConfigSourceOverrides,
    DashboardLink,
    DashboardLinkType,
    DataSourceRef,
    DataTransformerConfig,
    DynamicConfigValue,
    FieldColor,
    FieldColorModeId,
    FieldConfig,
    FieldConfigSource,
    GridPos,
    MatcherConfig,
    Panel,
    Threshold,
    ThresholdsConfig,
    ThresholdsMode,
    ValueMap,
    ValueMappingResult,
)
from grafana_foundation_sdk.models.prometheus import Dataquery, PromQueryFormat

DATA_SOURCE: Final = DataSourceRef(type_val="prometheus", uid="${datasource}")
COLUMNS: Final = 24
GRAPH_HEIGHT: Final = 8
STAT_HEIGHT: Final = 4

GOOD, WATCH, BAD, NEUTRAL = "green", "orange", "red", "text"
NOTHING: Final = "-"
"""Shown where a number has no value now."""

Builder = TimeSeriesBuilder | StatBuilder | StatusHistoryBuilder | TableBuilder


class Query(NamedTuple):
    """PromQL, and what its series are called, with labels as `{{stage}}`."""

    expression: str
    legend: str


class Step(NamedTuple):
    """From this value on the colour is another; a graph draws a line there."""

    value: float
    colour: str


class Word(NamedTuple):
    """What a number stands for."""

    value: int
    text: str
    colour: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """How values look: a unit of Grafana's, colours by value from `base` upwards, words for some numbers."""

    unit: str
    base: str = GOOD
    steps: tuple[Step, ...] = ()
    words: tuple[Word, ...] = ()
    least: float | None = None
    most: float | None = None
    decimals: int | None = None

    def apply(self, config: FieldConfig) -> None:
        config.unit = self.unit
        config.min_val, config.max_val, config.decimals = self.least, self.most, self.decimals
        if self.steps:
            config.thresholds = self.thresholds()
        if self.words:
            config.mappings = [self.value_map()]

    def thresholds(self) -> ThresholdsConfig:
        steps = [Threshold(value=None, color=self.base), *(Threshold(step.value, step.colour) for step in self.steps)]
        return ThresholdsConfig(mode=ThresholdsMode.ABSOLUTE, steps=steps)

    def value_map(self) -> ValueMap:
        return ValueMap(
            {
                str(word.value): ValueMappingResult(text=word.text, color=word.colour, index=index)
                for index, word in enumerate(self.words)
            }
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a table: an instant query with one value for each row."""

    heading: str
    expression: str
    scale: Scale
    links: tuple[DashboardLink, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelColumn:
    """A column of a table that shows one of the labels by which its rows are told apart."""

    label: str
    heading: str
    links: tuple[DashboardLink, ...] = field(default=())


def time_series(
    title: str,
    description: str,
    *queries: Query,
    scale: Scale,
    width: int = 12,
    stacked: bool = False,
    links: Sequence[DashboardLink] = (),
) -> Panel:
    """Return a graph, with a dashed line at each step of the scale."""
    graph = (
        TimeSeriesBuilder()
        .legend(_legend())
        .tooltip(VizTooltipOptions().mode(TooltipDisplayMode.MULTI).sort(SortOrder.DESCENDING))
        .show_points(VisibilityMode.NEVER)
        .line_width(1)
        .fill_opacity(30 if stacked else 8)
        .axis_soft_min(0)
    )
    if stacked:
        graph.stacking(StackingConfig().group("A").mode(StackingMode.NORMAL))
    if scale.steps:
        graph.thresholds_style(GraphThresholdsStyleConfig().mode(GraphThresholdsStyleMode.DASHED))
    return _panel(graph, title, description, _targets(queries), scale=scale, size=(width, GRAPH_HEIGHT), links=links)


def stat(
    title: str,
    description: str,
    *queries: Query,
    scale: Scale,
    width: int = 4,
    links: Sequence[DashboardLink] = (),
) -> Panel:
    """Return the last value in large type, in the colour of the step that it has reached."""
    shown = (
        StatBuilder()
        .reduce_options(ReduceDataOptions().calcs(["lastNotNull"]))
        .color_mode(BigValueColorMode.VALUE if scale.steps or scale.words else BigValueColorMode.NONE)
        .graph_mode(BigValueGraphMode.NONE if scale.words else BigValueGraphMode.AREA)
        .no_value(NOTHING)
    )
    return _panel(shown, title, description, _targets(queries), scale=scale, size=(width, STAT_HEIGHT), links=links)


def status_history(title: str, description: str, *queries: Query, scale: Scale, height: int = GRAPH_HEIGHT) -> Panel:
    """Return a line of coloured cells for each series: a heat map over time."""
    shown = StatusHistoryBuilder().legend(_legend()).show_value(VisibilityMode.NEVER).row_height(0.9).fill_opacity(80)
    return _panel(shown, title, description, _targets(queries), scale=scale, size=(COLUMNS, height))


def table(
    title: str,
    description: str,
    *,
    labels: Sequence[LabelColumn],
    hidden: Sequence[str],
    columns: Sequence[Column],
    height: int,
) -> Panel:
    """Return a line for each combination of labels: those shown and those hidden are all that the expressions have."""
    targets = [
        Dataquery(expr=column.expression, instant=True, range_val=False, format_val=PromQueryFormat.TABLE)
        for column in columns
    ]
    panel = _panel(TableBuilder(), title, description, targets, scale=Scale(unit="none"), size=(COLUMNS, height))
    values = {f"Value #{target.ref_id}": column.heading for target, column in zip(targets, columns, strict=True)}
    names = {column.label: column.heading for column in labels} | values
    panel.transformations = [
        DataTransformerConfig(id_val="merge", options={}),
        DataTransformerConfig(
            id_val="organize",
            options={
                "excludeByName": dict.fromkeys(("Time", *hidden), True),
                "indexByName": {name: index for index, name in enumerate(names)},
                "renameByName": names,
            },
        ),
    ]
    _config(panel).overrides = [
        *(_override(column.heading, [("links", list(column.links))]) for column in labels if column.links),
        *(_override(column.heading, _looks(column)) for column in columns),
    ]
    return panel


def link(title: str, url: str) -> DashboardLink:
    """Return a link that keeps the board open."""
    return DashboardLink(title=title, type_val=DashboardLinkType.LINK, url=url, target_blank=True)


def _legend() -> VizLegendOptions:
    return VizLegendOptions().show_legend(True).display_mode(LegendDisplayMode.LIST).placement(LegendPlacement.BOTTOM)  # noqa: FBT003 - the SDK's


def _targets(queries: Sequence[Query]) -> list[Dataquery]:
    return [Dataquery(expr=query.expression, legend_format=query.legend, range_val=True) for query in queries]


def _panel(
    builder: Builder,
    title: str,
    description: str,
    targets: list[Dataquery],
    *,
    scale: Scale,
    size: tuple[int, int],
    links: Sequence[DashboardLink] = (),
) -> Panel:
    for number, target in enumerate(targets):
        target.ref_id, target.datasource = chr(ord("A") + number), DATA_SOURCE
    panel = builder.title(title).description(description).datasource(DATA_SOURCE).build()
    panel.targets = list(targets)
    panel.links = list(links)
    panel.grid_pos = GridPos(w=size[0], h=size[1])
    config = _config(panel).defaults
    scale.apply(config)
    if not isinstance(builder, TimeSeriesBuilder) and scale.steps:
        config.color = FieldColor(mode=FieldColorModeId.THRESHOLDS)
    return panel


def _config(panel: Panel) -> FieldConfigSource:
    if panel.field_config is None:
        panel.field_config = FieldConfigSource()
    return panel.field_config


def _looks(column: Column) -> list[tuple[str, object]]:
    scale = column.scale
    looks: list[tuple[str, object]] = [("unit", scale.unit)]
    if scale.decimals is not None:
        looks.append(("decimals", scale.decimals))
    if scale.steps:
        looks.append(("thresholds", scale.thresholds()))
    if scale.words:
        looks.append(("mappings", [scale.value_map()]))
    if scale.steps or scale.words:
        looks.append(("custom.cellOptions", {"type": "color-text"}))
    if column.links:
        looks.append(("links", list(column.links)))
    return looks


def _override(heading: str, properties: Sequence[tuple[str, object]]) -> DashboardFieldConfigSourceOverrides:
    return DashboardFieldConfigSourceOverrides(
        matcher=MatcherConfig(id_val="byName", options=heading),
        properties=[DynamicConfigValue(name, value) for name, value in properties],
    )
