import { UsageError } from "../line/errors";

/** @throws UsageError that names the option and its value */
export function secondsOf(given: string | undefined, usual: number): number {
  const seconds = given === undefined ? usual : Number(given);
  if (given?.trim() === "" || !(seconds >= 0 && seconds <= 86_400))
    throw new UsageError(`--wait is ${JSON.stringify(given)}: give seconds, 0 to 86400`);
  return seconds;
}
