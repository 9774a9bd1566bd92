/** Google's words for "you may not", as a finding says it. */
import { CouldNotLook } from "../check";
import type { Refusal } from "../refusal";
import { GoogleRefused } from "./ask/refused";

/** Project of gcloud's own OAuth client, which a person's login without a quota project is counted on. */
const gcloudsOwn = "764086051850";

export const googleRefusal: Refusal = (error, { permissions }) => {
  const { name, cause } = error as { name?: string; cause?: { code?: string } };
  if (name === "TimeoutError") return new CouldNotLook("no answer in 25 s", { cause: error });
  if (error instanceof TypeError && error.message === "fetch failed" && cause !== undefined)
    return new CouldNotLook(`nobody answers (${cause.code ?? "no reason given"})`, { cause: error });
  if (!(error instanceof GoogleRefused)) return undefined;
  const { status, api, message, url } = error;
  const { host } = new URL(url);
  if (api?.project === gcloudsOwn)
    return new CouldNotLook(`${api.name} wants a project for quota, and the login names none`, {
      fix: "gcloud auth application-default set-quota-project PROJECT",
      cause: error,
    });
  if (api !== undefined)
    return new CouldNotLook(`the API ${api.name} is off in project ${api.project}`, {
      fix: `gcloud services enable ${api.name} --project ${api.project || "PROJECT"}`,
      cause: error,
    });
  if (status === 401)
    return new CouldNotLook("Google does not take this shell's credentials (401)", {
      fix: "gcloud auth application-default login",
      cause: error,
    });
  if (status === 403) {
    const permission = error.permission ?? permissions.join(", ");
    return new CouldNotLook("Google does not let the caller look", { permission, cause: error });
  }
  return new CouldNotLook(`${host} answers ${status}: ${message.slice(0, 160)}`, { cause: error });
};
