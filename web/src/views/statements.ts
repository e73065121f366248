// Statements: what the field says of JAK inhibitors, computed, with a verdict and how it came about.

import { get, type Refusal } from "../api";
import { command, sourceList } from "../compare/sources";
import { fill, h, save, type Child } from "../dom";
import { onClosed, openDrawer } from "../drawer";
import { csv, type Table } from "../figure";
import { capital, plural, significant } from "../format";
import { problemBox } from "../problem";
import { remember, type Page } from "../router";
import type { Source } from "../types";

interface Check {
  id: string;
  role: string;
  claim: string;
  quantity: string;
  unit: string;
  min: number | null;
  max: number | null;
  value: number | null;
  low_90: number | null;
  high_90: number | null;
  probability: number | null;
  outcome: string;
  detail?: string;
  rests_on: string[];
  compared_with: string[];
}

interface Statement {
  id: string;
  text: string;
  waits_for?: string;
  deciding_check?: string;
  verdict: string;
  checks: Check[];
}

interface Document {
  command?: string;
  manifest: { command: string };
  probability_to_hold: number;
  statements: Statement[];
  sources: Record<string, Source>;
}

// Sign, word and colour: no verdict is told by colour alone.
const signs: Record<string, [string, string]> = {
  supported: ["✓", "ok"],
  "supported with qualification": ["◑", "part"],
  contradicted: ["✕", "no"],
  "cannot be told": ["?", "open"],
  "not yet": ["…", "wait"],
};

export const statementsPage: Page = {
  path: "/statements",
  name: "Statements",
  title: "What the field says, computed",
  open(place, parameters) {
    let only = parameters.get("verdict") ?? "";
    const results = h("div", {}, h("p", { class: "quiet", role: "status" }, "Computing; the first time takes some seconds …"));
    const summary = h("div", { class: "bar" });
    fill(place, h("h1", {}, "What the field says, computed"),
      h("p", { class: "lead" }, "Each statement is broken into checks with a criterion set beforehand. The verdict follows from them, whatever it is."), summary, results);
    const controller = new AbortController();
    get<Document>("/statements", controller.signal).then(draw, (e: Refusal) => {
      if (!controller.signal.aborted) fill(results, problemBox(e));
    });

    function draw(d: Document): void {
      const verdicts = Object.keys(signs).filter((v) => d.statements.some((s) => s.verdict === v));
      const choose = (v: string): void => {
        only = v;
        remember("/statements", v ? `?verdict=${encodeURIComponent(v)}` : "", true);
        list();
      };
      const buttons = h("fieldset", { class: "segments" }, h("legend", { class: "offscreen" }, "Verdicts to show"),
        ["", ...verdicts].map((v) => h("label", {}, h("input", { type: "radio", name: "verdict", value: v, checked: v === only, onchange: () => choose(v) }),
          h("span", {}, v ? `${signs[v]?.[0]} ${capital(v)} ${d.statements.filter((s) => s.verdict === v).length}` : `All ${d.statements.length}`))));
      fill(summary, buttons, h("button", { type: "button", class: "link", onclick: () => save(new Blob([csv(tableOf(d))], { type: "text/csv" }), "jakstat-statements.csv") }, "Download all checks as CSV"));
      const open = (s: Statement): void => {
        remember("/statements", `?id=${encodeURIComponent(s.id)}`, true);
        show(d, s);
        onClosed(() => remember("/statements", only ? `?verdict=${encodeURIComponent(only)}` : ""));
      };
      const list = (): void => {
        fill(results, h("ol", { class: "statements" }, d.statements.filter((s) => !only || s.verdict === only).map((s) => h("li", {},
          verdict(s.verdict), h("div", {}, h("p", { class: "claim" }, s.text), s.waits_for && h("p", { class: "u" }, `Waits for: ${s.waits_for}`),
            s.checks.length > 0 && deciding(s), s.checks.length > 0 && h("button", { type: "button", class: "link", "aria-label": `${s.id}: ${plural(s.checks.length, "check")}`, onclick: () => open(s) }, plural(s.checks.length, "check"))), h("span", { class: "u" }, s.id)))),
        command(d.command ?? d.manifest.command));
        place.dataset["drawn"] = "1";
      };
      list();
      const wanted = d.statements.find((s) => s.id === parameters.get("id"));
      if (wanted) open(wanted);
    }
    return { leave: () => controller.abort() };
  },
};

function verdict(v: string): HTMLElement {
  const [sign, kind] = signs[v] ?? ["·", "wait"];
  return h("span", { class: `verdict ${kind}` }, h("b", { "aria-hidden": "true" }, sign), " ", capital(v));
}

/** deciding shows the check that says best why the verdict is what it is. */
function deciding(s: Statement): Child {
  const c = s.checks.find((k) => k.id === s.deciding_check);
  return c && h("p", { class: "u" }, `${c.claim}: ${c.outcome}. ${capital(c.quantity)} ${number(c)}; asked for ${criterion(c)}.`);
}

const unit = (u: string): string => (u === "1" ? "" : " " + u);

function number(c: Check): string {
  if (c.value === null) return "no number";
  const spread = c.low_90 !== null && c.high_90 !== null && c.low_90 !== c.high_90 ? ` (${significant(c.low_90)} to ${significant(c.high_90)})` : "";
  return significant(c.value) + spread + unit(c.unit);
}

function criterion(c: Check): string {
  if (c.min !== null && c.max !== null) return `${significant(c.min)} to ${significant(c.max)}${unit(c.unit)}`;
  if (c.min !== null) return `at least ${significant(c.min)}${unit(c.unit)}`;
  if (c.max !== null) return `at most ${significant(c.max)}${unit(c.unit)}`;
  return "–";
}

function show(d: Document, s: Statement): void {
  openDrawer(s.id, verdict(s.verdict), h("p", {}, s.text),
    s.checks.map((c) => h("section", { class: "check" }, h("h3", {}, c.claim), h("p", { class: "sub" }, c.quantity),
      h("dl", { class: "facts" }, [["Found", number(c)], ["Criterion", criterion(c)], ["Probability", c.probability === null ? "–" : significant(c.probability, 2)], ["Outcome", capital(c.outcome)]].map(([k, v]) => [h("dt", {}, k), h("dd", {}, v)])),
      c.detail && h("p", { class: "u" }, c.detail),
      c.compared_with.length > 0 && h("details", {}, h("summary", {}, plural(c.compared_with.length, "observation"), " compared"), sourceList(d.sources, c.compared_with)),
      c.rests_on.length > 0 && h("details", {}, h("summary", {}, "Rests on ", plural(c.rests_on.length, "row")), sourceList(d.sources, c.rests_on)))),
    command(`jakstat statements ${s.id}`));
}

function tableOf(d: Document): Table {
  return {
    caption: "Checks of all statements", columns: ["statement", "verdict", "check", "role", "claim", "quantity", "unit", "min", "max", "value", "low 90 %", "high 90 %", "probability", "outcome"],
    rows: d.statements.flatMap((s) => s.checks.length ? s.checks.map((c) => [s.id, s.verdict, c.id, c.role, c.claim, c.quantity, c.unit, c.min, c.max, c.value, c.low_90, c.high_90, c.probability, c.outcome]) : [[s.id, s.verdict, "", "", s.text, "", "", null, null, null, null, null, null, ""]]),
  };
}

