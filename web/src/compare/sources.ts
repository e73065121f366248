// What stands behind a number: in the drawer, one tap from the cell.

import { openDrawer } from "../drawer";
import { copy, h, type Child } from "../dom";
import { hours, nanomolar, percent } from "../format";
import type { Cell, Compare, Estimate, Row, Source } from "../types";
import { label } from "./treatment";

const routes = {
  measured: "An IC50 measured for this drug and cytokine, corrected for binding to plasma.",
  mechanistic: "Derived from the drug's constants at the kinases, through the pair that this receptor uses.",
  none: "There is no number.",
} as const;

const interval = (e: Estimate | null, write: (x: number) => string): string => (e ? write(e.typical) + (e.low === e.high ? "" : ` (${write(e.low)} to ${write(e.high)})`) : "–");

/** showCell opens the drawer for one cell of a comparison; same is the command that shows it, by default that which explains the drug. */
export function showCell(doc: Compare, row: Row, j: number, same?: string): void {
  const cell = row.values[j] as Cell;
  const column = doc.columns[j];
  if (!column) return;
  const sd = cell.ln_ic50_sd;
  openDrawer(`${row.cytokine} under ${column.drug}`,
    h("p", { class: "sub" }, `${label(column)}, ${column.population}; p${row.stat}, ${row.main_cells}; ${row.kinase_pair}`),
    cell.route !== "none" && h("dl", { class: "facts" },
      fact("Average over the day", interval(cell.average_daily_inhibition, percent)),
      fact("At trough", interval(cell.trough_inhibition, percent)),
      fact("Hours with half blocked", interval(cell.hours_above_ic50, hours)),
      cell.ic50_total_plasma_nM !== null && fact("IC50, total plasma", nanomolar(cell.ic50_total_plasma_nM)),
      cell.ic50_unbound_nM !== null && fact("IC50, unbound", nanomolar(cell.ic50_unbound_nM)),
      sd !== null && sd > 0 && fact("Uncertainty of the IC50", `${Math.exp(1.645 * sd).toFixed(1)}-fold either way (90 %)`)),
    h("h3", {}, "How it is known"),
    h("p", {}, routes[cell.route], cell.cell ? ` Assay: ${cell.cell}${cell.matrix ? ", " + cell.matrix : ""}.` : ""),
    (cell.notes?.length ?? 0) > 0 && h("ul", { class: "notes" }, cell.notes?.map((n) => h("li", {}, n))),
    cell.other_route && typeof cell.other_ic50_total_plasma_nM === "number" && h("p", {}, `By the other route (${cell.other_route}): IC50 ${nanomolar(cell.other_ic50_total_plasma_nM)}`,
      typeof cell.other_average_daily_inhibition === "number" ? `, average ${percent(cell.other_average_daily_inhibition)}` : "", "."),
    h("h3", {}, "Sources of the potency"),
    sourceList(doc.sources, cell.evidence ?? []),
    !same && h("p", {}, h("a", { href: `/evidence?drug=${encodeURIComponent(column.drug)}&table=${encodeURIComponent("pk_parameters")}` }, `Sources of the concentration (model ${column.model}, ${column.basis})`)),
    command(same ?? `jakstat explain ${column.drug} ${/\s/.test(row.cytokine) ? `"${row.cytokine}"` : row.cytokine}`));
}

function fact(name: string, value: Child): Child {
  return [h("dt", {}, name), h("dd", {}, value)];
}

/** sourceList names sources in full, each with its verification in words and a sign. */
export function sourceList(sources: Record<string, Source>, ids: readonly string[]): HTMLElement {
  if (!ids.length) return h("p", { class: "quiet" }, "No evidence row of its own.");
  return h("ol", { class: "sources" }, ids.map((id) => {
    const source = sources[id];
    return h("li", {}, badge(source?.verified ?? false), " ", h("a", { href: `/evidence?id=${encodeURIComponent(id)}` }, id), " ",
      source ? cited(source.text, source.doi) : null, source?.locator && h("span", { class: "u locator" }, source.locator));
  }));
}

/** cited writes a reference; its DOI is a link, followed only when somebody clicks. */
export function cited(text: string, doi?: string): Child {
  if (!doi) return text;
  const [before, after = ""] = text.split("doi:" + doi);
  return [before, h("a", { href: "https://doi.org/" + doi, rel: "noreferrer", target: "_blank" }, "doi:" + doi), after];
}

/** badge says whether a number was found in a public text. */
export function badge(verified: boolean): HTMLElement {
  return h("span", { class: verified ? "badge ok" : "badge open" }, verified ? "● verified" : "◇ unverified");
}

/** command shows a command line with a button to copy it. */
export function command(line: string): HTMLElement {
  const text = line.replace(/ --json$/, "");
  return h("p", { class: "same" }, h("span", {}, "The same on the command line"), h("code", {}, text),
    h("button", { type: "button", "aria-label": "Copy the command", onclick: () => copy(text, "Command") }, "Copy"));
}
