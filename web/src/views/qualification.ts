// Qualification: predictions beside observations, by criteria set before any run; what misses is shown too.

import { get, query, type Refusal } from "../api";
import { fill, h } from "../dom";
import { figure, type Table } from "../figure";
import { capital, plural, significant } from "../format";
import { problemBox } from "../problem";
import { remember, type Page } from "../router";
import { Scatter, type Dot } from "../scatter";

interface Exposures {
  command?: string;
  criteria: { fold_auc: number; fold_cmax: number; max_miss_share: number };
  summary: { pass: boolean; tested: number; missed: number; gmfe: number; shown: number; shown_gmfe: number; built_from: number; outside: number; unverified_share: number };
  rows: {
    id: string; drug: string; analyte: string; regimen: string; population: string; statistic: string; model: string; role: string; verified: boolean;
    observed: number | null; predicted: number | null; fold: number | null; limit: number | null; reason?: string;
  }[];
}

interface Fit {
  rows: number;
  gmfe: number | null;
  within_3_fold: number | null;
  coverage_90: number | null;
}

interface Potencies {
  command?: string;
  pass: boolean;
  criteria: { max_median_width: number; min_coverage: number; min_gain: number };
  gain: number;
  methods: { name: string; used: boolean; all: Fit; verified: Fit }[];
  rows: { left_out: string; drug: string; cytokine: string; stat: string; pair: string; id: string; verified: boolean; measured_nM_unbound: number; predicted_nM_unbound: number | null; low_nM: number | null; high_nM: number | null; fold: number | null; inside_90: boolean }[];
}

export const qualificationPage: Page = {
  path: "/qualification",
  name: "Qualification",
  title: "Predicted beside observed",
  open(place, parameters) {
    let which = parameters.get("of") === "potency" ? "potency" : "pk";
    const body = h("div", { role: "tabpanel", "aria-live": "polite" });
    const controller = new AbortController();
    let plots: Scatter[] = [];
    const choose = (v: string): void => {
      which = v;
      remember("/qualification", v === "pk" ? "" : query([["of", v]]), true);
      load();
    };
    const tabs = h("fieldset", { class: "segments" }, h("legend", { class: "offscreen" }, "What is compared"), [["pk", "Exposure"], ["potency", "Potency in cells"]].map(([v, name]) =>
      h("label", {}, h("input", { type: "radio", name: "of", value: v as string, checked: v === which, onchange: () => choose(v as string) }), h("span", {}, name))));
    fill(place, h("h1", {}, "Predicted beside observed"), h("p", { class: "lead" }, "Criteria stand before any run. Misses are shown, not removed."), h("div", { class: "bar" }, tabs), body);

    function clear(): void {
      plots.forEach((p) => p.leave());
      plots = [];
    }
    function load(): void {
      const wanted = which;
      clear();
      fill(body, h("p", { class: "quiet" }, "Computing; the first time takes some seconds …"));
      const failed = (e: Refusal): void => {
        if (!controller.signal.aborted && wanted === which) fill(body, problemBox(e));
      };
      if (wanted === "pk") get<Exposures>("/qualifications/pk", controller.signal).then((d) => wanted === which && exposures(d), failed);
      else get<Potencies>("/qualifications/potency", controller.signal).then((d) => wanted === which && potencies(d), failed);
    }
    function show(title: string, subtitle: string, dots: Dot[], axis: string, fold: number, table: Table, path: string, command: string): HTMLElement {
      const plot = new Scatter(dots, axis, fold, title);
      plots.push(plot);
      const f = figure({ title, subtitle, file: `jakstat-${path}`, body: plot.element, table: () => table, svg: () => ({ text: plot.svg() }), json: () => `/qualifications/${path}.json`, command: () => command });
      f.refresh();
      return f.element;
    }
    function exposures(d: Exposures): void {
      const s = d.summary;
      const usable = d.rows.filter((r) => r.observed && r.predicted && r.role !== "outside");
      const columns: Table = {
        caption: "Every exposure in the evidence", columns: ["row", "drug", "regimen", "population", "statistic", "role", "verified", "observed", "predicted", "fold", "limit", "reason"], numeric: [7, 8, 9, 10],
        rows: d.rows.map((r) => [r.id, r.drug, r.regimen, r.population, r.statistic, r.role, r.verified ? "yes" : "no", r.observed, r.predicted, r.fold, r.limit, r.reason ?? ""]),
        links: d.rows.map((r) => `/evidence?id=${r.id}`),
      };
      fill(body, verdict(s.pass, `${plural(s.tested - s.missed, "exposure")} of ${s.tested} that were set aside as a test lie within ${d.criteria.fold_auc}-fold (AUC) and ${d.criteria.fold_cmax}-fold (Cmax); at most ${Math.round(100 * d.criteria.max_miss_share)} % may miss.`),
        figures([["Mean fold error, tests", significant(s.gmfe)], ["Mean fold error, all comparable", significant(s.shown_gmfe)], ["Compared but not a test", String(s.shown)], ["Models built from", plural(s.built_from, "row")], ["Outside the models", String(s.outside)], ["Unverified among all", `${Math.round(100 * s.unverified_share)} %`]]),
        show("Exposure", `${plural(usable.length, "exposure")}. Filled: set aside as a test; open: compared, or what the model was built from. Lines: ${d.criteria.fold_cmax}-fold either way.`,
          usable.map((r) => ({ x: r.observed as number, y: r.predicted as number, filled: r.role === "tested", name: `${r.drug} ${r.regimen}, ${r.statistic}: observed ${significant(r.observed as number)}, predicted ${significant(r.predicted as number)}`, href: `/evidence?id=${r.id}` })),
          "ng/mL or ng·h/mL", d.criteria.fold_cmax, columns, "pk", d.command ?? "jakstat qualify pk"));
      place.dataset["drawn"] = "1";
    }
    function potencies(d: Potencies): void {
      const used = d.methods.find((m) => m.used);
      const columns: Table = {
        caption: "IC50 in cells, predicted without the drug or without the cytokine", columns: ["row", "left out", "drug", "cytokine", "pair", "verified", "measured unbound (nM)", "predicted (nM)", "low 90 %", "high 90 %", "fold", "inside"], numeric: [6, 7, 8, 9, 10],
        rows: d.rows.map((r) => [r.id, r.left_out, r.drug, `${r.cytokine}/p${r.stat}`, r.pair, r.verified ? "yes" : "no", r.measured_nM_unbound, r.predicted_nM_unbound, r.low_nM, r.high_nM, r.fold, r.inside_90 ? "yes" : "no"]),
        links: d.rows.map((r) => `/evidence?id=${r.id}`),
      };
      const usable = d.rows.filter((r) => r.predicted_nM_unbound);
      fill(body, verdict(d.pass, `Each drug and each cytokine was left out in turn and predicted from the rest. Gain over the best simple rule: ${significant(d.gain, 2)} (at least ${d.criteria.min_gain} asked); 90 % intervals must hold at least ${Math.round(100 * d.criteria.min_coverage)} %.`),
        used ? figures([["Mean fold error", significant(used.all.gmfe ?? NaN)], ["Within 3-fold", share(used.all.within_3_fold)], ["Inside the 90 % interval", share(used.all.coverage_90)], ["Mean fold error, verified rows", significant(used.verified.gmfe ?? NaN)]]) : null,
        show("Potency in cells", "Unbound IC50, nM. Filled: the drug was left out; open: the cytokine was. Lines: 3-fold either way.",
          usable.map((r) => ({ x: r.measured_nM_unbound, y: r.predicted_nM_unbound as number, filled: r.left_out === "drug", name: `${r.drug}, ${r.cytokine} p${r.stat}: measured ${significant(r.measured_nM_unbound)}, predicted ${significant(r.predicted_nM_unbound as number)} nM`, href: `/evidence?id=${r.id}` })),
          "nM unbound", 3, columns, "potency", d.command ?? "jakstat qualify potency"),
        methods(d));
      place.dataset["drawn"] = "1";
    }
    load();
    return {
      leave() {
        controller.abort();
        clear();
      },
    };
  },
};

const share = (x: number | null): string => (x === null ? "–" : `${Math.round(100 * x)} %`);

function verdict(pass: boolean, text: string): HTMLElement {
  return h("p", { class: "outcome" }, h("span", { class: `verdict ${pass ? "ok" : "no"}` }, h("b", { "aria-hidden": "true" }, pass ? "✓" : "✕"), pass ? " Criteria met. " : " Criteria not met. "), text);
}

function figures(pairs: [string, string][]): HTMLElement {
  return h("dl", { class: "numberline" }, pairs.map(([k, v]) => h("div", {}, h("dt", {}, k), h("dd", {}, v))));
}

function methods(d: Potencies): HTMLElement {
  return h("details", { class: "methods" }, h("summary", {}, `All ${d.methods.length} methods that were compared`),
    h("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": "Methods" }, h("table", {}, h("thead", {}, h("tr", {}, ["Method", "Mean fold error", "Within 3-fold", "Inside 90 %"].map((c) => h("th", { scope: "col" }, c)))),
      h("tbody", {}, d.methods.map((m) => h("tr", {}, h("th", { scope: "row" }, capital(m.name), m.used && h("b", {}, " (used)")), [significant(m.all.gmfe ?? NaN), share(m.all.within_3_fold), share(m.all.coverage_90)].map((v) => h("td", { class: "n" }, v))))))));
}
