/**
 * The options of plots.
 *
 * Titles and names may hold the markup that Plotly knows: `<b>`, `<i>`, `<sub>`, `<sup>`, `<br>`.
 *
 * @module
 */
import type { Grid, Numbers, Values } from "./values.ts";

/** An axis. */
export interface AxisOptions {
  /** What the axis shows, with its unit. */
  readonly title?: string | undefined;
  /** How values become lengths. By default Plotly chooses from the data; `"category"` takes all as names. */
  readonly scale?: "linear" | "log" | "date" | "category" | undefined;
  /** Both ends, on log axes too as the values themselves; the first may be the greater. All data by default. */
  readonly range?: readonly [number, number] | readonly [string, string] | undefined;
  /** Let the axis run from right to left, or from top to bottom. */
  readonly reverse?: boolean | undefined;
  /** Where to put ticks. */
  readonly ticks?: Values | undefined;
  /** What to write at `ticks`, one text for each. */
  readonly tickLabels?: readonly string[] | undefined;
  /** How to write numbers, as d3-format has it: `".0%"`, `"~s"`. */
  readonly format?: string | undefined;
}

/** A line across the plot, such as the one at a speed-up of 1. */
export interface Guide {
  /** Where it crosses the x axis: the line is upright. */
  readonly x?: number | string | undefined;
  /** Where it crosses the y axis: the line is level. */
  readonly y?: number | string | undefined;
  /** Written at the end of the line. */
  readonly label?: string | undefined;
  /** On which side of the line the label is: `"above"` by default. */
  readonly labelSide?: "above" | "below" | undefined;
  /** A CSS colour. */
  readonly color?: string | undefined;
  /** The stroke: `"dash"` by default. */
  readonly dash?: Dash | undefined;
}

/** How a line is stroked. */
export type Dash = "solid" | "dash" | "dot" | "dashdot";

/** What every plot takes. */
export interface PlotOptions {
  /** The heading. */
  readonly title?: string | undefined;
  /** A smaller line below the heading. */
  readonly subtitle?: string | undefined;
  /** The horizontal axis; a string is its title. */
  readonly xAxis?: AxisOptions | string | undefined;
  /** The vertical axis; a string is its title. */
  readonly yAxis?: AxisOptions | string | undefined;
  /** Pixels; as wide as the page where the plot is interactive, 840 in the static picture by default. */
  readonly width?: number | undefined;
  /** Pixels; 420 by default. */
  readonly height?: number | undefined;
  /** Show which colour is which series; by default if there is more than one. */
  readonly legend?: boolean | undefined;
  /** Lines across the plot. */
  readonly guides?: readonly Guide[] | undefined;
  /** Anything else that Plotly's layout can hold, merged over what these options make. */
  readonly layout?: Readonly<Record<string, unknown>> | undefined;
}

/** How far an error bar reaches from its point, the same to both sides or not. */
export type ErrorBars = Numbers | { readonly below: Numbers; readonly above: Numbers };

/** The look of lines. */
export interface LineStyle {
  /** A CSS colour. */
  readonly color?: string | undefined;
  /** Pixels: 2. */
  readonly lineWidth?: number | undefined;
  /** The stroke: `"solid"`. */
  readonly dash?: Dash | undefined;
  /** Mark each point; by default where a line has at most 30. */
  readonly markers?: boolean | undefined;
  /** Fill the area between the line and zero. */
  readonly fill?: boolean | undefined;
  /** 0 to 1. */
  readonly opacity?: number | undefined;
}

/** One line of several. */
export interface LineSeries extends LineStyle {
  /** The name in the legend. */
  readonly name?: string | undefined;
  /** Positions along x; those given for all lines, else 0, 1, 2 … by default. */
  readonly x?: Values | undefined;
  /** The heights. */
  readonly y: Values;
  /** Error bars along y. */
  readonly error?: ErrorBars | undefined;
}

/** Options of `plot.line`. */
export interface LineOptions extends PlotOptions, LineStyle {
  /** Error bars along y, where there is one line. */
  readonly error?: ErrorBars | undefined;
}

/** The shape of a marker. */
export type MarkerSymbol = "circle" | "square" | "diamond" | "cross" | "x" | "triangle-up" | "triangle-down" | "star";

/** The look of scattered points. */
export interface ScatterStyle {
  /** A CSS colour, or one number for each point, shown on the colour scale. */
  readonly color?: string | Numbers | undefined;
  /** The diameter in pixels, for all or for each point: 7, or 4 for many points. */
  readonly size?: number | Numbers | undefined;
  /** The shape of the markers: `"circle"`. */
  readonly symbol?: MarkerSymbol | undefined;
  /** 0 to 1. */
  readonly opacity?: number | undefined;
}

/** One group of points of several. */
export interface ScatterSeries extends ScatterStyle {
  /** The name in the legend. */
  readonly name?: string | undefined;
  /** Positions along x; those given for all groups, else 0, 1, 2 … by default. */
  readonly x?: Values | undefined;
  /** Positions along y. */
  readonly y: Values;
  /** Error bars along y. */
  readonly error?: ErrorBars | undefined;
  /** What to show where the pointer is over a point, one text for each. */
  readonly text?: readonly string[] | undefined;
}

/** Options of `plot.scatter`. */
export interface ScatterOptions extends PlotOptions, ScatterStyle, ColorOptions {
  /** Error bars along y, where there is one group. */
  readonly error?: ErrorBars | undefined;
  /** What to show where the pointer is over a point, one text for each, where there is one group. */
  readonly text?: readonly string[] | undefined;
}

/** The look of bars. */
export interface BarStyle {
  /** A CSS colour, for all or for each bar. */
  readonly color?: string | readonly string[] | undefined;
  /** 0 to 1. */
  readonly opacity?: number | undefined;
}

/** What bars stand for: values, or names on two levels, such as the operations and below them the sizes. */
export type BarLabels = Values | readonly [outer: readonly string[], inner: readonly string[]];

/** The bars of one colour. */
export interface BarSeries extends BarStyle {
  /** The name in the legend. */
  readonly name?: string | undefined;
  /** What each bar stands for; that given for all series, else 0, 1, 2 … by default. */
  readonly x?: BarLabels | undefined;
  /** The length of each bar. */
  readonly y: Numbers;
  /** Error bars. */
  readonly error?: ErrorBars | undefined;
  /** What to write at the end of each bar. */
  readonly text?: readonly string[] | undefined;
}

/** Options of `plot.bar`. */
export interface BarOptions extends PlotOptions, BarStyle {
  /** Let the bars run from left to right, the first on top; the axes keep their names, x is the horizontal one. */
  readonly horizontal?: boolean | undefined;
  /** Put series on top of each other, instead of side by side. */
  readonly stacked?: boolean | undefined;
  /** Where bars start: 0. Ratios on a log axis start at 1. */
  readonly base?: number | undefined;
  /** Error bars, where there is one series. */
  readonly error?: ErrorBars | undefined;
  /** What to write at the end of each bar, where there is one series. */
  readonly text?: readonly string[] | undefined;
}

/** One set of values of several. */
export interface HistogramSeries {
  /** The name in the legend. */
  readonly name?: string | undefined;
  /** The values to count, of any shape. */
  readonly values: Numbers | Grid;
  /** A CSS colour. */
  readonly color?: string | undefined;
  /** 0 to 1. */
  readonly opacity?: number | undefined;
}

/** Options of `plot.histogram`. */
export interface HistogramOptions extends PlotOptions {
  /** How many bins, or their edges, of which there is one more than bins. By default as NumPy's `bins="auto"`. */
  readonly bins?: number | Numbers | undefined;
  /** The ends of the first and the last bin; the least and the greatest value by default. Not with edges. */
  readonly range?: readonly [number, number] | undefined;
  /** Show probability densities, whose area is 1, instead of counts. */
  readonly density?: boolean | undefined;
  /** A CSS colour, where there is one set of values. */
  readonly color?: string | undefined;
  /** 0 to 1. */
  readonly opacity?: number | undefined;
}

/** The name of a colour scale. All but `"redblue"` go from dark to light; `"redblue"` is for values around a centre. */
export type ColorScale = "viridis" | "cividis" | "blues" | "greens" | "reds" | "greys" | "redblue";

/** How numbers become colours. */
export interface ColorOptions {
  /** A scale, or CSS colours from the least to the greatest number. `"viridis"`; with `center`, `"redblue"`. */
  readonly colors?: ColorScale | readonly string[] | undefined;
  /** The numbers at both ends of the scale. All data by default. */
  readonly colorRange?: readonly [number, number] | undefined;
  /** The number in the middle of the scale, such as 0. */
  readonly center?: number | undefined;
  /** What the colours show, with its unit. */
  readonly colorTitle?: string | undefined;
}

/** What plots of a matrix take. */
export interface GridOptions extends PlotOptions, ColorOptions {
  /** Positions of the columns; 0, 1, 2 … by default. */
  readonly x?: Values | undefined;
  /** Positions of the rows; 0, 1, 2 … by default. */
  readonly y?: Values | undefined;
}

/** Options of `plot.heatmap`. */
export interface HeatmapOptions extends GridOptions {
  /** Where row 0 is: `"upper"`, as arrays are printed, or `"lower"`, as axes run. */
  readonly origin?: "upper" | "lower" | undefined;
  /** Make cells as high as wide. */
  readonly square?: boolean | undefined;
  /** Write the numbers in the cells, as d3-format has it: `".2f"`. */
  readonly cellFormat?: string | undefined;
}

/** Options of `plot.contour`. */
export interface ContourOptions extends GridOptions {
  /** About how many levels, at round numbers: 12. */
  readonly levels?: number | undefined;
  /** Colour the areas between the lines; true by default. */
  readonly filled?: boolean | undefined;
  /** Write the levels on the lines. */
  readonly labels?: boolean | undefined;
}

/** Options of `plot.surface`. */
export interface SurfaceOptions extends Omit<GridOptions, "guides" | "legend"> {
  /** The upward axis; a string is its title. */
  readonly zAxis?: AxisOptions | string | undefined;
  /** Draw lines of equal height on the surface. */
  readonly contours?: boolean | undefined;
}

/** The size of a static picture. */
export interface SvgOptions {
  /** Pixels: the figure's own width, else 840. */
  readonly width?: number | undefined;
  /** Pixels: the figure's own height. */
  readonly height?: number | undefined;
}

/** How to write a figure as a page. */
export interface HtmlOptions {
  /** The title of the page; the figure's by default. */
  readonly title?: string | undefined;
  /** Where the page loads plotly.js from; by default it holds plotly.js itself, and needs no network. */
  readonly plotlyUrl?: string | undefined;
}
