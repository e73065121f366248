// A molecule that does not exist yet, as the address and the server take it.

export interface Field {
  id: string;
  name: string;
  unit: string;
  low: number;
  high: number;
  first: number;
  about: string;
  /** log says that the slider is logarithmic. */
  log: boolean;
}

export const kinases = ["JAK1", "JAK2", "JAK3", "TYK2"] as const;

const ki = (name: string, first: number): Field => ({ id: name, name, unit: "nM", low: 0.1, high: 10_000, first, log: true, about: `Constant of ${name} at 1 mM ATP, unbound` });

// The first molecule resembles none on the market: selective for JAK1, half a day in the body.
export const potencies: readonly Field[] = [ki("JAK1", 2), ki("JAK2", 60), ki("JAK3", 200), ki("TYK2", 40)];
export const properties: readonly Field[] = [
  { id: "fu", name: "Unbound in plasma", unit: "%", low: 0.5, high: 100, first: 35, log: true, about: "Fraction of the drug in plasma that is not bound" },
  { id: "cl-f", name: "Clearance CL/F", unit: "L/h", low: 0.5, high: 200, first: 20, log: true, about: "Apparent clearance from total plasma" },
  { id: "half-life", name: "Half-life", unit: "h", low: 0.5, high: 72, first: 6, log: true, about: "Time in which half is eliminated" },
  { id: "ka", name: "Absorption", unit: "1/h", low: 0.1, high: 5, first: 1, log: true, about: "Rate constant of absorption" },
  { id: "molar-mass", name: "Molar mass", unit: "g/mol", low: 200, high: 800, first: 412, log: false, about: "Turns mass into amount" },
];
export const doseField: Field = { id: "dose", name: "Dose", unit: "mg", low: 0.5, high: 500, first: 15, log: true, about: "Dose at a time" };

export type Values = Record<string, number>;

const fields = [...potencies, ...properties, doseField];

/** readValues takes the values of an address; what it lacks or what is no number is that of the first molecule. */
export function readValues(parameters: URLSearchParams): Values {
  return Object.fromEntries(fields.map((f) => {
    const v = Number(parameters.get(f.id));
    return [f.id, v > 0 && Number.isFinite(v) ? v : f.first];
  }));
}

/** writeValues gives what differs from the first molecule. */
export function writeValues(v: Values): [string, string][] {
  return fields.filter((f) => v[f.id] !== f.first).map((f) => [f.id, String(v[f.id])]);
}

/** body is the molecule as the server reads it. */
export function body(v: Values): string {
  return JSON.stringify({
    ki: Object.fromEntries(kinases.map((k) => [k, `${v[k]}nM`])),
    ...Object.fromEntries(properties.map((f) => [f.id, `${v[f.id]} ${f.unit}`])),
  });
}
