// Asking the server. Answers are remembered a little, since going back and forth between views asks the same.

/** Problem is what the server says when it refuses (RFC 9457). */
export interface Problem {
  status: number;
  title: string;
  detail?: string;
  errors?: { message?: string; location?: string; code?: string; suggestion?: string; file?: string; line?: number; col?: number }[];
}

export class Refusal extends Error {
  constructor(readonly problem: Problem) {
    super(problem.detail ?? problem.title);
  }
}

export const base = "/api/v1";

const remembered = new Map<string, unknown>();
const most = 200;

async function refusal(answer: Response): Promise<Refusal> {
  let problem: Problem = { status: answer.status, title: answer.statusText || `status ${answer.status}` };
  try {
    problem = { ...problem, ...((await answer.json()) as Problem) };
  } catch {
    // not a problem document: the status says what there is to say
  }
  return new Refusal(problem);
}

async function ask(path: string, init: RequestInit): Promise<Response> {
  let answer: Response;
  try {
    answer = await fetch(base + path, init);
  } catch (e) {
    if (e instanceof DOMException && e.name === "AbortError") throw e;
    throw new Refusal({ status: 0, title: "The program does not answer.", detail: "The program does not answer. Is jakstat serve still running?" });
  }
  if (!answer.ok) throw await refusal(answer);
  return answer;
}

/** get fetches a JSON document. */
export async function get<T>(path: string, signal?: AbortSignal): Promise<T> {
  const known = remembered.get(path);
  if (known !== undefined) return known as T;
  const answer = await ask(path, { headers: { Accept: "application/json" }, ...(signal ? { signal } : {}) });
  const document = (await answer.json()) as T;
  remembered.set(path, document);
  if (remembered.size > most) remembered.delete(remembered.keys().next().value as string);
  return document;
}

/** fresh fetches a JSON document that changes, as a job does. */
export async function fresh<T>(path: string): Promise<T> {
  return (await ask(path, { headers: { Accept: "application/json" } })).json() as Promise<T>;
}

/** remove ends or removes what an address names. */
export async function remove(path: string): Promise<void> {
  await ask(path, { method: "DELETE" });
}

/** post sends a body and fetches a JSON document. */
export async function post<T>(path: string, body: BodyInit, kind: string, signal?: AbortSignal): Promise<T> {
  const answer = await ask(path, { method: "POST", body, headers: { Accept: "application/json", "Content-Type": kind }, ...(signal ? { signal } : {}) });
  return (await answer.json()) as T;
}

/** postText sends a body and fetches a twin: CSV, SVG. */
export async function postText(path: string, body: BodyInit, kind: string): Promise<string> {
  return (await ask(path, { method: "POST", body, headers: { "Content-Type": kind } })).text();
}

/** text fetches a twin: CSV, SVG. */
export async function text(path: string): Promise<string> {
  return (await ask(path, {})).text();
}

/** isAbort tells whether a request was given up because a newer one replaced it. */
export function isAbort(e: unknown): boolean {
  return e instanceof DOMException && e.name === "AbortError";
}

/** query writes parameters in order; a name may come more than once. */
export function query(parameters: [string, string][]): string {
  const q = parameters.map(([k, v]) => `${encodeURIComponent(k)}=${encodeURIComponent(v).replaceAll("%20", "+").replaceAll("%3A", ":").replaceAll("%2F", "/").replaceAll("%2C", ",")}`);
  return q.length ? "?" + q.join("&") : "";
}
