/**
 * What carries the stack's labels in a Google project: each service that has labelled things is asked for its list.
 * (One API for all, Cloud Asset, would have to be turned on for this alone.) Loaded only when used.
 */
import { marks } from "../../../components/shared/ownership";
import { CommandError } from "../../line/errors";
import { EXIT } from "../../line/exitCodes";
import type { Tagged } from "./aws";

type Labels = Record<string, string> | undefined;
interface Item {
  selfLink?: string;
  name?: string;
  labels?: Labels;
  resourceLabels?: Labels;
  settings?: { userLabels?: Labels };
}

/** Each list: its address, and where its items are. */
const lists = (project: string, filter: string): [url: string, items: (answer: Answer) => Item[]][] => {
  const compute = `https://compute.googleapis.com/compute/v1/projects/${project}`;
  const query = `filter=${encodeURIComponent(filter)}`;
  return [
    ...["disks", "addresses", "forwardingRules"].map((kind): [string, (answer: Answer) => Item[]] => [
      `${compute}/aggregated/${kind}?${query}`,
      ({ items }) => Object.values(items ?? {}).flatMap((scope) => (scope as Record<string, Item[]>)[kind] ?? []),
    ]),
    [`https://container.googleapis.com/v1/projects/${project}/locations/-/clusters`, ({ clusters = [] }) => clusters],
    [`https://sqladmin.googleapis.com/v1/projects/${project}/instances`, ({ items }) => (items as Item[]) ?? []],
    [`https://storage.googleapis.com/storage/v1/b?project=${project}`, ({ items }) => (items as Item[]) ?? []],
    [`https://dns.googleapis.com/dns/v1/projects/${project}/managedZones`, ({ managedZones = [] }) => managedZones],
  ];
};

interface Answer {
  items?: unknown;
  clusters?: Item[];
  managedZones?: Item[];
  nextPageToken?: string;
}

/** @param mark value of the stack's label */
export async function taggedOnGoogle(mark: string, project: string): Promise<Tagged[]> {
  const { GoogleAuth } = await import("google-auth-library");
  const auth = new GoogleAuth({ scopes: ["https://www.googleapis.com/auth/cloud-platform"], projectId: project });
  const found: Tagged[] = [];
  for (const [address, itemsOf] of lists(project, `labels.${marks.stack}=${mark}`)) {
    for (let token: string | undefined = ""; token !== undefined; ) {
      const url = token === "" ? address : `${address}${address.includes("?") ? "&" : "?"}pageToken=${token}`;
      const answer: Answer = await get(auth, url);
      for (const item of itemsOf(answer)) {
        const labels = item.labels ?? item.resourceLabels ?? item.settings?.userLabels ?? {};
        if (labels[marks.stack] === mark) found.push({ name: fullName(item, address), urn: labels[marks.urn] ?? "" });
      }
      token = answer.nextPageToken;
    }
  }
  return found;
}

const fullName = ({ selfLink, name = "" }: Item, address: string): string =>
  (selfLink ?? `${address.split("?")[0]}/${name}`).replace(
    /^https:\/\/[^/]+\/(compute\/|storage\/|dns\/|sql\/)?v1\//,
    "",
  );

async function get(auth: InstanceType<typeof import("google-auth-library").GoogleAuth>, url: string): Promise<Answer> {
  try {
    return (await auth.request<Answer>({ url, timeout: 60_000 })).data;
  } catch (cause) {
    const { status, message } = cause as { status?: number; message: string };
    // An API that is off holds nothing of the stack.
    if (status === 403 && /has not been used|is disabled|SERVICE_DISABLED/.test(message)) return {};
    throw new CommandError(
      "google",
      "not-allowed",
      EXIT.notReachable,
      `${new URL(url).host}: ${message.slice(0, 300)}`,
      {
        fix: "run `gcloud auth application-default login`, as for `pulumi up`",
        cause,
      },
    );
  }
}
