// Responses, laboratory values and adverse events: what trials and pools report.

import { h } from "../dom";
import { capital, plural } from "../format";
import { folded, rounded, share, yes, type Panel } from "./panel";

interface Score {
  of: string;
  name: string;
  rows: number;
  mae_held_out: number;
  mae_fitted: number;
  coverage_95: number;
  mean_width_95: number;
  mae_naive: number | null;
  mae_held_out_there: number | null;
  naive_rows: number;
}

interface Responses {
  command?: string;
  pass: boolean;
  verdict: string;
  scores: Score[];
  rows: {
    id: string; trial: string; disease: string; arm: string; week: number; endpoint: string; unit: string; verified: boolean;
    reported: number; held_out: number; low_95: number; high_95: number; fitted: number; naive: number | null; inside_95: boolean;
  }[];
}

const points = (x: number | null): string => (x === null ? "–" : x.toFixed(1));

function responses(d: Responses, title: string, over: (s: Score) => boolean): Panel {
  const whole = d.scores[0];
  const rates = d.rows.filter((r) => r.unit === "pct");
  return {
    pass: d.pass, verdict: d.verdict,
    figures: whole ? [["Mean error, trial left out", `${points(whole.mae_held_out)} points`], ["With its own results", `${points(whole.mae_fitted)} points`], ["Inside the 95 % interval", share(whole.coverage_95)], ["Mean width of intervals", `${points(whole.mean_width_95)} points`],
      ...(whole.naive_rows ? [[`Naive rule on its ${whole.naive_rows} rows`, `${points(whole.mae_naive)}; here ${points(whole.mae_held_out_there)}`] as [string, string]] : [])] : [],
    title,
    subtitle: `${plural(rates.length, "responder rate")}, each trial predicted without its own results. Filled: inside the 95 % interval; open: outside. Lines: 10 points either way. A mark leads to its trial.`,
    dots: rates.map((r) => ({ x: r.reported, y: r.held_out, filled: r.inside_95, name: `${r.trial}, ${r.arm}, ${r.endpoint}, week ${r.week}: reported ${rounded(r.reported)} %, predicted ${rounded(r.held_out)} % (${rounded(r.low_95)} to ${rounded(r.high_95)})`, href: `/trials?q=${encodeURIComponent(r.trial)}` })),
    scale: { unit: "% of patients", band: 10, linear: true },
    table: {
      caption: "Results of trials, predicted from the other trials", columns: ["row", "trial", "disease", "arm", "week", "endpoint", "unit", "verified", "reported", "predicted", "low 95 %", "high 95 %", "fitted", "naive rule", "inside"], numeric: [4, 8, 9, 10, 11, 12, 13],
      rows: d.rows.map((r) => [r.id, r.trial, r.disease, r.arm, r.week, r.endpoint, r.unit, yes(r.verified), r.reported, r.held_out, r.low_95, r.high_95, r.fitted, r.naive, yes(r.inside_95)]),
      links: d.rows.map((r) => `/trials?q=${encodeURIComponent(r.trial)}`),
    },
    command: d.command ?? "",
    after: folded("Errors by what was predicted, percentage points", ["", "Results", "Held out", "Fitted", "In 95 %", "Width", "Naive", "Here"],
      d.scores.filter(over).map((s) => [s.name, String(s.rows), points(s.mae_held_out), points(s.mae_fitted), share(s.coverage_95), points(s.mean_width_95), points(s.mae_naive), points(s.mae_held_out_there)])),
  };
}

export const efficacy = (d: Responses): Panel => responses(d, "Responses in trials", (s) => s.of !== "change");

export const onset = (d: Responses): Panel => responses(d, "Responses in the first weeks", () => true);

interface Laboratory {
  command?: string;
  pass: boolean;
  verdict: string;
  signs: Share;
  within: Share;
  covered: Share;
  directions: Share;
  median_width: number;
  rows: {
    id: string; kind: string; arm: string; disease: string; lab: string; week: number | null; unit: string; verified: boolean;
    observed: number | null; predicted: number | null; low: number | null; high: number | null; verdict: string; remark?: string;
  }[];
}

interface Share {
  holds: number;
  of: number;
}

const outOf = (s: Share): string => `${s.holds} of ${s.of}`;

export function laboratory(d: Laboratory): Panel {
  // Next to nobody has no place on a logarithmic axis.
  const counts = d.rows.filter((r) => (r.kind === "incidence" || r.kind === "rate") && (r.observed ?? 0) > 0.01 && (r.predicted ?? 0) > 0.01);
  const missed = d.rows.filter((r) => /MISSED|WRONG/.test(r.verdict));
  return {
    pass: d.pass, verdict: d.verdict,
    figures: [["Sign of a change", outOf(d.signs)], ["Change within the tolerance", outOf(d.within)], ["Counts inside the 95 % interval", outOf(d.covered)], ["Median width of those", `${rounded(d.median_width)}-fold`], ["Directions", outOf(d.directions)]],
    title: "People with abnormal laboratory values",
    subtitle: `${plural(counts.length, "count")} of people. Filled: inside the 95 % interval; open: outside. Lines: 3-fold either way. Changes from baseline, in their own units, are in the table.`,
    dots: counts.map((r) => ({ x: r.observed as number, y: r.predicted as number, filled: r.verdict === "holds", name: `${r.lab}, ${r.arm}, ${r.disease}: reported ${rounded(r.observed)}, predicted ${rounded(r.predicted)} (${rounded(r.low)} to ${rounded(r.high)}) ${r.unit}` })),
    scale: { unit: "% or per 100 patient-years", band: 3 },
    table: {
      caption: "Laboratory values, predicted and reported", columns: ["row", "lab", "kind", "arm", "disease", "week", "unit", "verified", "reported", "predicted", "low", "high", "verdict", "remark"], numeric: [5, 8, 9, 10, 11],
      rows: d.rows.map((r) => [r.id, r.lab, r.kind, r.arm, r.disease, r.week, r.unit, yes(r.verified), r.observed, r.predicted, r.low, r.high, r.verdict, r.remark ?? ""]),
    },
    command: d.command ?? "jakstat qualify labs",
    after: folded(`${plural(missed.length, "row")} that miss`, ["Row", "Lab", "Arm", "Week", "Reported", "Predicted", "Unit", "Verdict"],
      missed.map((r) => [r.id, r.lab, `${r.arm}, ${r.disease}`, rounded(r.week), rounded(r.observed), rounded(r.predicted), r.unit, r.verdict])),
  };
}

interface Events {
  command?: string;
  pass: boolean;
  verdict: string;
  checks: { name: string; quantity: string; value: number | null; n: number; min: number | null; max: number | null; pass: boolean }[];
  scores: { name: string; rows: number; inside_95: number; median_width: number }[];
  rows: {
    left_out: string; event: string; id: string; pool: string; population: string; arm: string; verified: boolean;
    observed_per_100_patient_years: number; predicted: number; low: number; high: number; events: number; inside_95: boolean;
  }[];
}

export function events(d: Events): Panel {
  const programmes = d.rows.filter((r) => r.left_out === "pool");
  const drawn = programmes.filter((r) => r.observed_per_100_patient_years > 0 && r.predicted > 0);
  const bound = (low: number | null, high: number | null): string => (low === null ? `at most ${rounded(high)}` : high === null ? `at least ${rounded(low)}` : `${rounded(low)} to ${rounded(high)}`);
  return {
    pass: d.pass, verdict: d.verdict,
    figures: d.checks.map((c) => [capital(c.name), `${rounded(c.value)} (${bound(c.min, c.max)})`]),
    title: "Rates of adverse events",
    subtitle: `${plural(drawn.length, "rate")}, each programme predicted from the others; ${plural(programmes.length - drawn.length, "rate")} without events are in the table. Filled: the number of events lies inside the 95 % interval; open: outside. Lines: 3-fold either way.`,
    dots: drawn.map((r) => ({ x: r.observed_per_100_patient_years, y: r.predicted, filled: r.inside_95, name: `${r.event}, ${r.arm}, ${r.pool}: observed ${rounded(r.observed_per_100_patient_years)}, predicted ${rounded(r.predicted)} (${rounded(r.low)} to ${rounded(r.high)})` })),
    scale: { unit: "per 100 patient-years", band: 3 },
    table: {
      caption: "Rates of events per 100 patient-years, predicted without the programme or without the drug", columns: ["row", "left out", "event", "pool", "population", "arm", "verified", "observed", "predicted", "low 95 %", "high 95 %", "events", "inside"], numeric: [7, 8, 9, 10, 11],
      rows: d.rows.map((r) => [r.id, r.left_out === "pool" ? "programme" : r.left_out, r.event, r.pool, r.population, r.arm, yes(r.verified), r.observed_per_100_patient_years, r.predicted, r.low, r.high, r.events, yes(r.inside_95)]),
    },
    command: d.command ?? "jakstat qualify safety",
    after: h("div", {}, folded("What the criteria ask", ["Criterion", "Value", "Asked", "Of", "Quantity"], d.checks.map((c) => [capital(c.name), rounded(c.value), bound(c.min, c.max), String(c.n), c.quantity])), folded("Coverage by event", ["Event", "Rates", "Inside 95 %", "Median width"], d.scores.map((s) => [s.name, String(s.rows), String(s.inside_95), `${rounded(s.median_width)}-fold`]))),
  };
}
