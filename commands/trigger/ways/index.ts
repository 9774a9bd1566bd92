/** The way in for a target; its tokens are kept for the process's life, so a warm Lambda logs in once. */
import type { Target } from "../target";
import type { Credentials } from "./plain";
import type { Way } from "./way";

const ways = new Map<string, Promise<Way>>();

/** Each kind's code, and with it that cloud's SDK, is loaded only when a target needs it. */
export function wayTo(target: Target, credentials: Credentials | undefined): Promise<Way> {
  const key = JSON.stringify([target, credentials]);
  let way = ways.get(key);
  if (!way) {
    way = make(target, credentials);
    ways.set(key, way);
  }
  return way;
}

/** Forget every login. For tests. */
export function forgetWays(): void {
  ways.clear();
}

async function make(target: Target, credentials: Credentials | undefined): Promise<Way> {
  switch (target.kind) {
    case "mwaa":
      return new (await import("./mwaa")).MwaaWay(target);
    case "iap":
      return new (await import("./iap")).IapWay(target);
    case "composer":
      return new (await import("./composer")).ComposerWay(target);
    case "airflow": {
      const { credentialsFromEnv, PlainWay } = await import("./plain");
      return new PlainWay(target, credentials ?? credentialsFromEnv());
    }
  }
}
