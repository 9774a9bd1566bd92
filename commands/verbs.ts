/** Every verb, in the order in which help shows them. A new verb is a folder with a `verb.ts`, and a line here. */
import type { Verb } from "./verb";

export const verbs: Record<string, () => Promise<{ verb: Verb }>> = {
  plan: () => import("./plan/verb"),
  doctor: () => import("./doctor/verb"),
  prices: () => import("./prices/verb"),
  resume: () => import("./resume/verb"),
  trigger: () => import("./trigger/verb"),
  local: () => import("./local/verb"),
  sleep: () => import("./sleep/verb"),
  wake: () => import("./wake/verb"),
  dags: () => import("./dags/verb"),
  completion: () => import("./completion/verb"),
};

/** All of them, loaded: values only, what they do is not. */
export const allVerbs = async (): Promise<Verb[]> =>
  (await Promise.all(Object.values(verbs).map((load) => load()))).map(({ verb }) => verb);
