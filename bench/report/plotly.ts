/**
 * The source of plotly.js, to be inlined into a report. The basic bundle has all that bar charts need, in a third of
 * the size. Import this file only when a report is written: it is a megabyte of text.
 *
 * @module
 */
import source from "plotly.js-basic-dist-min/plotly-basic.min.js" with { type: "text" };

/** The source of plotly.js, minified. */
export const PLOTLY: string = source;
