// A treatment as it is written in the address and on the command line: DRUG:DOSE:REGIMEN[:MODEL].

export interface Treatment {
  drug: string;
  /** dose in mg; NaN when text does not give one, as for doses per body weight. */
  mg: number;
  dose: string;
  regimen: string;
  model: string;
}

/**
 * parseTreatment reads what writeTreatment writes, and DRUG:DOSE REGIMEN[:MODEL] as people say it. What is missing stays empty; the server says
 * so.
 */
export function parseTreatment(text: string): Treatment {
  const parts = text.split(":").map((t) => t.trim());
  const [drug = "", second = ""] = parts;
  const spoken = /^([\d.]+\s*[a-zµ/]+)\s+(.+)$/i.exec(second);
  const [dose, regimen, model] = spoken ? [spoken[1] as string, spoken[2] as string, parts[2] ?? ""] : [second, parts[2] ?? "", parts[3] ?? ""];
  const m = /^([\d.]+)\s*mg$/i.exec(dose);
  return { drug, dose, regimen, model, mg: m ? Number(m[1]) : NaN };
}

export function writeTreatment(t: Treatment): string {
  return [t.drug, t.dose, t.regimen, ...(t.model ? [t.model] : [])].join(":");
}

/** withDose gives a treatment another dose in mg. */
export function withDose(t: Treatment, mg: number): Treatment {
  return { ...t, mg, dose: `${mg} mg` };
}

/** readableRegimen spells out the abbreviations of prescriptions. */
export function readableRegimen(regimen: string): string {
  return { qd: "once daily", bid: "twice daily", tid: "three times daily", qod: "every other day", weekly: "once weekly", q12h: "every 12 h" }[regimen] ?? regimen;
}

export const regimens = ["qd", "bid", "tid", "qod", "weekly"];

/** label is how a treatment is named in figures. */
export function label(c: { drug: string; dose: string; regimen: string }): string {
  return `${c.drug} ${doseText(c)}`;
}

/** doseText is dose and regimen; some documents write the dose into the regimen. */
export function doseText(c: { dose: string; regimen: string }): string {
  return (c.regimen.startsWith(c.dose) ? c.regimen : `${c.dose} ${c.regimen}`).replace(/\s+/g, " ");
}
