// The three things a cell of the heat map can show.

import { hours, percent } from "../format";
import type { Cell, Estimate } from "../types";

export interface Measure {
  id: "average" | "trough" | "hours";
  name: string;
  title: string;
  /** most is where the colour ends. */
  most: number;
  of(cell: Cell): Estimate | null;
  write(x: number): string;
  /** range writes an interval shortly. */
  range(e: Estimate): string;
}

const percents = (e: Estimate): string => `${Math.round(100 * e.low)}–${Math.round(100 * e.high)}`;

export const measures: readonly Measure[] = [
  { id: "average", name: "Daily average", title: "Average inhibition over the day", most: 1, of: (c) => c.average_daily_inhibition, write: percent, range: percents },
  { id: "trough", name: "At trough", title: "Inhibition at trough, just before the next dose", most: 1, of: (c) => c.trough_inhibition, write: percent, range: percents },
  { id: "hours", name: "Hours above IC50", title: "Hours a day with at least half of the signal blocked", most: 24, of: (c) => c.hours_above_ic50, write: hours, range: (e) => `${e.low.toFixed(0)}–${e.high.toFixed(0)}` },
];

export function measureOf(id: string | null): Measure {
  return measures.find((m) => m.id === id) ?? (measures[0] as Measure);
}
