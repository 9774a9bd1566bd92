/** `prices`: plans the stack, asks the clouds' lists for exactly the units that the plan misses, writes what they say. */
import { join } from "node:path";
import { localPrices } from "../../prices/userPrices";
import { configMistake } from "../line/configMistake";
import { CommandError } from "../line/errors";
import { EXIT } from "../line/exitCodes";
import { readStack, readStackFile } from "../stack/stackFile";
import { askAws, StrangeList } from "./awsOffers";
import type { Answer, Gap } from "./gaps";
import { askGoogle } from "./googleCatalog";
import { writePrices } from "./localFile";

interface Asked {
  stack?: string;
  config?: string;
  json: boolean;
  output?: string;
}

/** The caller's own token for reading the catalog. */
async function googleToken(): Promise<string> {
  const { GoogleAuth } = await import("google-auth-library");
  const auth = new GoogleAuth({ scopes: ["https://www.googleapis.com/auth/cloud-platform"] });
  const token = await auth.getAccessToken().catch(() => undefined);
  if (token) return token;
  const fix = "gcloud auth application-default login";
  throw new CommandError(
    "prices",
    "no-credentials",
    EXIT.refused,
    `Google's catalog wants your credentials, and there are none. Fix: ${fix}`,
  );
}

const isAws = ({ region }: Gap): boolean => /-\d$/.test(region);

export async function prices(asked: Asked): Promise<undefined> {
  try {
    const file = asked.config !== undefined ? readStackFile(asked.config) : readStack(asked.stack ?? "dev");
    const { planStack } = await import("../plan/run");
    const { gapsIn } = await import("./gaps");
    const gaps = gapsIn((await planStack(file)).cost);
    const path = asked.output ?? join(__dirname, "..", "..", localPrices);
    const { found, left } = await answers(gaps);
    if (found.length > 0) writePrices(path, found);
    if (asked.json) process.stdout.write(`${JSON.stringify({ found, left }, null, 2)}\n`);
    else process.stdout.write(told({ found, left }, asked.output ?? localPrices));
  } catch (error) {
    if (error instanceof StrangeList)
      throw new CommandError("prices", "strange-list", EXIT.failed, `Nothing was written: ${error.message}.`, {
        cause: error,
      });
    if (error instanceof TypeError && error.message === "fetch failed")
      throw new CommandError(
        "network",
        "not-reachable",
        EXIT.notReachable,
        "The clouds' price lists cannot be reached.",
        {
          cause: error,
        },
      );
    throw configMistake(error);
  }
}

async function answers(gaps: Gap[]): Promise<Answer> {
  const today = new Date().toISOString().slice(0, 10);
  const aws = await askAws(gaps.filter(isAws));
  const google = await askGoogle(
    gaps.filter((gap) => !isAws(gap)),
    googleToken,
    today,
  );
  return { found: [...aws.found, ...google.found], left: [...aws.left, ...google.left] };
}

/** What was found and what stays open, for a person. */
export function told({ found, left }: Answer, path: string): string {
  if (found.length + left.length === 0) return "The plan misses no price.\n";
  const lines = [
    ...found.map(({ key, region, price, source, date }) => `  ${key} in ${region}: ${price} USD (${source}, ${date})`),
    ...(found.length > 0 ? [`Wrote ${found.length} to ${path}.`] : []),
    ...left.map(({ key, region, why }) => `  ! ${key} in ${region}: ${why}`),
  ];
  return `${lines.join("\n")}\n`;
}
