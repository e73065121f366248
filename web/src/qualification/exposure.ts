// Exposure and potency: what the body makes of a dose, and what cells make of a concentration.

import { h } from "../dom";
import { capital, plural, significant } from "../format";
import { folded, rounded, share, yes, type Panel } from "./panel";

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

export function exposures(d: Exposures): Panel {
  const s = d.summary;
  const usable = d.rows.filter((r) => r.observed && r.predicted && r.role !== "outside");
  return {
    pass: s.pass,
    verdict: `${plural(s.tested - s.missed, "exposure")} of ${s.tested} that were set aside as a test lie within ${d.criteria.fold_auc}-fold (AUC) and ${d.criteria.fold_cmax}-fold (Cmax); at most ${Math.round(100 * d.criteria.max_miss_share)} % may miss.`,
    figures: [["Mean fold error, tests", significant(s.gmfe)], ["Mean fold error, all comparable", significant(s.shown_gmfe)], ["Compared but not a test", String(s.shown)], ["Models built from", plural(s.built_from, "row")], ["Outside the models", String(s.outside)], ["Unverified among all", share(s.unverified_share)]],
    title: "Exposure",
    subtitle: `${plural(usable.length, "exposure")}. Filled: set aside as a test; open: compared, or what the model was built from. Lines: ${d.criteria.fold_cmax}-fold either way.`,
    dots: usable.map((r) => ({ x: r.observed as number, y: r.predicted as number, filled: r.role === "tested", name: `${r.drug} ${r.regimen}, ${r.statistic}: observed ${rounded(r.observed)}, predicted ${rounded(r.predicted)}`, href: `/evidence?id=${r.id}` })),
    scale: { unit: "ng/mL or ng·h/mL", band: d.criteria.fold_cmax },
    table: {
      caption: "Every exposure in the evidence", columns: ["row", "drug", "regimen", "population", "statistic", "role", "verified", "observed", "predicted", "fold", "limit", "reason"], numeric: [7, 8, 9, 10],
      rows: d.rows.map((r) => [r.id, r.drug, r.regimen, r.population, r.statistic, r.role, yes(r.verified), r.observed, r.predicted, r.fold, r.limit, r.reason ?? ""]),
      links: d.rows.map((r) => `/evidence?id=${r.id}`),
    },
    command: d.command ?? "jakstat qualify pk",
  };
}

export function potencies(d: Potencies): Panel {
  const used = d.methods.find((m) => m.used);
  const usable = d.rows.filter((r) => r.predicted_nM_unbound);
  return {
    pass: d.pass,
    verdict: `Each drug and each cytokine was left out in turn and predicted from the rest. Gain over the best simple rule: ${significant(d.gain, 2)} (at least ${d.criteria.min_gain} asked); 90 % intervals must hold at least ${share(d.criteria.min_coverage)}.`,
    figures: used ? [["Mean fold error", rounded(used.all.gmfe)], ["Within 3-fold", share(used.all.within_3_fold)], ["Inside the 90 % interval", share(used.all.coverage_90)], ["Mean fold error, verified rows", rounded(used.verified.gmfe)]] : [],
    title: "Potency in cells",
    subtitle: "Unbound IC50, nM. Filled: the drug was left out; open: the cytokine was. Lines: 3-fold either way.",
    dots: usable.map((r) => ({ x: r.measured_nM_unbound, y: r.predicted_nM_unbound as number, filled: r.left_out === "drug", name: `${r.drug}, ${r.cytokine} p${r.stat}: measured ${rounded(r.measured_nM_unbound)}, predicted ${rounded(r.predicted_nM_unbound)} nM`, href: `/evidence?id=${r.id}` })),
    scale: { unit: "nM unbound", band: 3 },
    table: {
      caption: "IC50 in cells, predicted without the drug or without the cytokine", columns: ["row", "left out", "drug", "cytokine", "pair", "verified", "measured unbound (nM)", "predicted (nM)", "low 90 %", "high 90 %", "fold", "inside"], numeric: [6, 7, 8, 9, 10],
      rows: d.rows.map((r) => [r.id, r.left_out, r.drug, `${r.cytokine}/p${r.stat}`, r.pair, yes(r.verified), r.measured_nM_unbound, r.predicted_nM_unbound, r.low_nM, r.high_nM, r.fold, yes(r.inside_90)]),
      links: d.rows.map((r) => `/evidence?id=${r.id}`),
    },
    command: d.command ?? "jakstat qualify potency",
    after: folded(`All ${d.methods.length} methods that were compared`, ["Method", "Mean fold error", "Within 3-fold", "Inside 90 %"],
      d.methods.map((m) => [h("span", {}, capital(m.name), m.used && h("b", {}, " (used)")), rounded(m.all.gmfe), share(m.all.within_3_fold), share(m.all.coverage_90)])),
  };
}
