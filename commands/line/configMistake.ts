/** Mistakes in the stack config and in price files, as errors of the command line. */
import { ConfigError } from "../../config";
import { PriceFileError } from "../../prices/userPrices";
import { CommandError } from "./errors";
import { EXIT } from "./exitCodes";

/** The error as a verb throws it; any other error as it is. Use: `.catch((error) => { throw configMistake(error); })`. */
export function configMistake(error: unknown): unknown {
  if (error instanceof ConfigError) {
    const problems = error.problems.map(({ message }) => message);
    return new CommandError("config", "bad-config", EXIT.usage, error.message, { problems, cause: error });
  }
  if (error instanceof PriceFileError)
    return new CommandError("prices", "bad-prices", EXIT.usage, error.message, { cause: error });
  return error;
}
