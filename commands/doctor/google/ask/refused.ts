/** Google's words for "no" (https://docs.cloud.google.com/apis/design/errors). Pure. */

interface Detail {
  reason?: string;
  metadata?: Record<string, string>;
}

/** What a refusal says. */
export class GoogleRefused extends Error {
  constructor(
    readonly url: string,
    readonly status: number,
    message: string,
    /** Such as `SERVICE_DISABLED`, `IAM_PERMISSION_DENIED`. */
    readonly reason: string | undefined,
    /** The permission that the caller lacks, where Google names it. */
    readonly permission: string | undefined,
    /** The API that is off, and in which project it was looked for. */
    readonly api: { name: string; project: string } | undefined,
  ) {
    super(message);
    this.name = "GoogleRefused";
  }
}

/** Compute Engine: "Required 'compute.regions.get' permission for …"; IAM: "Permission 'x.y.z' denied on …"; GKE: one of ["…"]. */
const named = [
  /[Rr]equired '?"?([a-z]\w*(?:\.\w+)+)'?"? permission/,
  /[Pp]ermission '?"?([a-z]\w*(?:\.\w+)+)'?"? (?:is )?(?:denied|required)/,
  /requires one of \["([a-z]\w*(?:\.\w+)+)"/,
  /does not have ([a-z]\w*(?:\.\w+)+) access/,
];

export function refusedBy(url: string, status: number, text: string): GoogleRefused {
  const { message, details, errors } = errorIn(text);
  const info = details.find(({ reason }) => reason !== undefined);
  const { permission = named.map((form) => form.exec(message)?.[1]).find(Boolean) } = info?.metadata ?? {};
  // Refusals name these in short, roles only take them in full.
  const full = permission?.replace(/^iam\.(workloadIdentityPool)/, "iam.googleapis.com/$1");
  const off = info?.reason === "SERVICE_DISABLED" || errors.some(({ reason }) => reason === "accessNotConfigured");
  const api = /^([\w-]+\.)+com$/.exec(info?.metadata?.service ?? "")?.[0] ?? new URL(url).host;
  const project = info?.metadata?.consumer?.replace(/^projects\//, "") ?? "";
  return new GoogleRefused(
    url,
    status,
    message.split("\n")[0]?.slice(0, 200) ?? "",
    info?.reason,
    full,
    off ? { name: api, project } : undefined,
  );
}

function errorIn(text: string): { message: string; details: Detail[]; errors: Detail[] } {
  try {
    const parsed = JSON.parse(text) as { error?: { message?: string; details?: Detail[]; errors?: Detail[] } } & {
      message?: string;
    };
    const { message = parsed.message ?? "", details = [], errors = [] } = parsed.error ?? {};
    return { message, details, errors };
  } catch {
    return { message: "", details: [], errors: [] };
  }
}
