/** Why a check got no answer, from whatever was thrown. A cloud has its own words: one line here for each. */
import { awsRefusal } from "./aws/refusal";
import { type Check, CouldNotLook } from "./check";
import { googleRefusal } from "./google/refusal";

/** Gives nothing for an error that is not its cloud's. */
export type Refusal = (error: unknown, check: Check) => CouldNotLook | undefined;

const clouds: readonly Refusal[] = [awsRefusal, googleRefusal];

/** The network's own words, of Node (https://nodejs.org/api/errors.html#common-system-errors) and of its fetch. */
const offline = /\b(ENOTFOUND|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|EPIPE)\b/;

export function refusalOf(error: unknown, check: Check): CouldNotLook {
  if (error instanceof CouldNotLook) return error;
  for (const of of clouds) {
    const known = of(error, check);
    if (known !== undefined) return known;
  }
  const { message = String(error), cause } = error as { message?: string; cause?: { message?: string; code?: string } };
  const [code] = offline.exec(`${(error as { code?: string }).code} ${message} ${cause?.code} ${cause?.message}`) ?? [];
  if (code !== undefined) return new CouldNotLook(`nobody answers (${code})`, { cause: error });
  return new CouldNotLook(`the check ${check.id} failed: ${message.split("\n")[0]?.slice(0, 200)}`, { cause: error });
}
