// What every comparison of predictions with observations shows, whatever is compared.

import { h } from "../dom";
import type { Table } from "../figure";
import { significant } from "../format";
import type { Dot, Scale } from "./scatter";

/** Panel is one qualification, ready to be shown. */
export interface Panel {
  pass: boolean;
  verdict: string;
  figures: [string, string][];
  title: string;
  subtitle: string;
  dots: Dot[];
  scale: Scale;
  table: Table;
  command: string;
  after?: HTMLElement | null;
}

/** Kind is one qualification: its address below /qualifications, and how its document becomes a panel. */
export interface Kind {
  id: string;
  name: string;
  panel(document: never): Panel;
}

export const yes = (b: boolean): string => (b ? "yes" : "no");

export const share = (x: number | null | undefined): string => (x === null || x === undefined ? "–" : `${Math.round(100 * x)} %`);

/** rounded leaves a missing number out. */
export const rounded = (x: number | null | undefined): string => significant(x ?? NaN);

/** folded is a small table that opens on demand. */
export function folded(summary: string, columns: string[], rows: (string | Node)[][]): HTMLElement {
  return h("details", { class: "methods" }, h("summary", {}, summary),
    h("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": summary }, h("table", {}, h("thead", {}, h("tr", {}, columns.map((c) => h("th", { scope: "col" }, c)))),
      h("tbody", {}, rows.map(([first, ...rest]) => h("tr", {}, h("th", { scope: "row" }, first), rest.map((v) => h("td", { class: "n" }, v))))))));
}
