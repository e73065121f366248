// Evidence: every number with unit, source and verification, and where the product uses it.

import { get, isAbort, query, type Refusal } from "../api";
import { badge, cited, command } from "../compare/sources";
import { drugs as allDrugs } from "../compare/drugs";
import { fill, h, save, type Child } from "../dom";
import { onClosed, openDrawer } from "../drawer";
import { csv, tableElement, type Table } from "../figure";
import { plural } from "../format";
import { problemBox } from "../problem";
import { remember, type Page } from "../router";

interface Row {
  id: string;
  table: string;
  drugs?: string[];
  subject?: string;
  quantity: string;
  shown: string;
  source: string;
  locator?: string;
  how: "verified" | "unverified";
  note?: string;
  cells: Record<string, string>;
}

interface Cited {
  short: string;
  text: string;
  doi?: string;
}

interface ListDocument {
  command: string;
  total: number;
  tables: string[];
  rows: Row[];
  cited: Record<string, Cited>;
}

interface RowDocument {
  command: string;
  row: Row;
  source: Cited;
  used_in: { kind: string; of: string; for: string }[];
}

const page = 60;
const readable = (name: string): string => name.replaceAll("_", " ");

export const evidencePage: Page = {
  path: "/evidence",
  name: "Evidence",
  title: "Every number and its source",
  open(place, parameters) {
    let limit = page;
    let doc: ListDocument | undefined;
    let abort: AbortController | undefined;
    let shownId = parameters.get("id") ?? "";
    const trouble = h("div");
    const results = h("div");
    const count = h("p", { class: "count", "aria-live": "polite" });
    const commandPlace = h("div");

    const words = h("input", { type: "search", value: parameters.get("q") ?? "", placeholder: "Words in a row, its note or its source", "aria-label": "Words in a row, its note or its source", oninput: () => changed(false) });
    const drug = h("select", { "aria-label": "Drug", onchange: () => changed(true) }, h("option", { value: "" }, "All drugs"));
    const tablePick = h("select", { "aria-label": "Table", onchange: () => changed(true) }, h("option", { value: "" }, "All tables"));
    const verified = h("select", { "aria-label": "Verification", value: parameters.get("verified") ?? "", onchange: () => changed(true) },
      h("option", { value: "" }, "Verified or not"), h("option", { value: "yes" }, "● Verified"), h("option", { value: "no" }, "◇ Unverified"));
    const want = { drug: parameters.get("drug") ?? "", table: parameters.get("table") ?? "" };
    const keepOption = (select: HTMLSelectElement, value: string): void => {
      if (value && ![...select.options].some((o) => o.value === value)) select.append(h("option", { value }, readable(value)));
      select.value = value;
    };
    keepOption(drug, want.drug);
    keepOption(tablePick, want.table);

    const filters = (): [string, string][] => [["q", words.value.trim()], ["drug", drug.value], ["table", tablePick.value], ["verified", verified.value]].filter((p): p is [string, string] => p[1] !== "");
    const keep = (step: boolean): void => remember("/evidence", query([...filters(), ...(shownId ? [["id", shownId] as [string, string]] : [])]), step);

    let timer = 0;
    function changed(step: boolean): void {
      limit = page;
      keep(step);
      window.clearTimeout(timer);
      timer = window.setTimeout(ask, step ? 0 : 120);
    }

    function ask(): void {
      abort?.abort();
      abort = new AbortController();
      get<ListDocument>("/evidence" + query([...filters(), ["limit", String(limit)]]), abort.signal).then((d) => {
        doc = d;
        draw();
      }, (e: unknown) => {
        if (!isAbort(e)) fill(trouble, problemBox(e as Refusal));
      });
    }

    function draw(): void {
      const d = doc as ListDocument;
      trouble.replaceChildren();
      if (tablePick.options.length < 3) {
        const value = tablePick.value;
        fill(tablePick, h("option", { value: "" }, "All tables"), d.tables.map((t) => h("option", { value: t }, readable(t))));
        tablePick.value = value;
      }
      fill(count, `${plural(d.total, "row")}${d.total > d.rows.length ? `, the first ${d.rows.length} shown` : ""}`);
      fill(results, d.rows.length ? tableElement(tableOf(d), (v, r, c) => cell(d.rows[r] as Row, v, c)) : h("p", {}, "No row holds all of these words."),
        d.total > d.rows.length && h("button", { type: "button", onclick: () => {
          limit += 200;
          ask();
        } }, "Show more"));
      fill(commandPlace, command(d.command));
      place.dataset["drawn"] = "1";
    }

    function cell(row: Row, v: string | number | null, column: number): Child {
      if (column === 0) return h("button", { type: "button", class: "link", onclick: () => show(row.id, true) }, row.id);
      if (column === 5) return badge(row.how === "verified");
      return v;
    }

    function show(id: string, step: boolean): void {
      shownId = id;
      keep(step);
      get<RowDocument>("/evidence/" + encodeURIComponent(id)).then((d) => {
        openRow(d);
        onClosed(() => {
          shownId = "";
          keep(false);
        });
      }, (e: Error) => fill(trouble, problemBox(e)));
    }

    fill(place,
      h("h1", {}, "Every number and its source"),
      h("p", { class: "lead" }, "● verified: found in a public text. ◇ unverified: known, not checked against its source; whatever rests on it says so."),
      trouble,
      h("div", { class: "bar", role: "search" }, words, drug, tablePick, verified),
      h("div", { class: "countline" }, count, h("button", { type: "button", class: "link", onclick: () => doc && saveAll() }, "Download these rows as CSV")),
      results, commandPlace);

    function saveAll(): void {
      get<ListDocument>("/evidence" + query(filters())).then((d) => save(new Blob([csv(tableOf(d))], { type: "text/csv" }), "jakstat-evidence.csv"), (e: Error) => fill(trouble, problemBox(e)));
    }

    allDrugs().then((list) => {
      const value = drug.value;
      fill(drug, h("option", { value: "" }, "All drugs"), list.map((d) => h("option", { value: d.name }, d.name)));
      keepOption(drug, value);
    }, () => undefined);
    ask();
    if (shownId) show(shownId, false);
    return {
      leave() {
        abort?.abort();
        window.clearTimeout(timer);
      },
    };
  },
};

function tableOf(d: ListDocument): Table {
  return {
    caption: "Rows of the evidence", columns: ["id", "drug", "subject", "quantity", "value", "verified", "source"],
    rows: d.rows.map((r) => [r.id, r.drugs?.join(", ") ?? "", r.subject ?? "", r.quantity, r.shown, r.how, d.cited[r.source]?.short ?? r.source]),
    numeric: [4],
  };
}

function openRow(d: RowDocument): void {
  const row = d.row;
  const kinds: Record<string, string> = { model: "Pharmacokinetic model of", potency: "Potency of", map: "Map:", statement: "Statement", default: "Default comparison:" };
  openDrawer(`${row.quantity}: ${row.shown || "see below"}`,
    h("p", { class: "sub" }, [row.drugs?.join(", "), row.subject].filter(Boolean).join("; ")),
    h("p", {}, badge(row.how === "verified"), ` Row ${row.id} of ${readable(row.table)}.`),
    h("h3", {}, "Source"), h("p", {}, cited(d.source.text, d.source.doi)), row.locator && h("p", { class: "sub" }, row.locator), row.note && h("p", {}, row.note),
    h("h3", {}, "Where it is used"),
    d.used_in.length ? h("ul", { class: "notes" }, d.used_in.map((u) => h("li", {}, `${kinds[u.kind] ?? u.kind} `, u.kind === "statement" ? h("a", { href: `/statements?id=${encodeURIComponent(u.of)}` }, u.of) : u.of, `: ${u.for}`))) : h("p", { class: "quiet" }, "Nowhere yet; it is kept for comparison."),
    h("h3", {}, "As it stands in the table"),
    h("dl", { class: "facts" }, Object.entries(row.cells).map(([k, v]) => [h("dt", {}, readable(k)), h("dd", {}, v)])),
    command(d.command));
}
