/** Errors that are an answer: what was asked for is not there. */

/** Names and codes of "there is none", by service. */
const none =
  /NoSuch|NotFound|ResourceNotFoundException|RepositoryNotFoundException|^404$|NoSuchEntity|ServerSideEncryptionConfigurationNotFound/;

const nameOf = (error: unknown): string => {
  const { name = "", Code = "" } = error as { name?: string; Code?: string };
  return `${name} ${Code}`;
};

export const isNone = (error: unknown): boolean =>
  nameOf(error)
    .split(" ")
    .some((one) => none.test(one));

/** The answer, or undefined where AWS says that there is none. */
export const orNone = <T>(asked: Promise<T>): Promise<T | undefined> =>
  asked.catch((error: unknown) => {
    if (isNone(error)) return undefined;
    throw error;
  });

/** Whether it is the bucket that is not there, and not a setting of it. */
export const isNoBucket = (error: unknown): boolean => /NoSuchBucket/.test(nameOf(error));
