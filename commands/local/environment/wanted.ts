/** What is installed on this machine for a stack: what its home's image has, and the user's own packages. Pure. */
import { requirements } from "../../../components/aws/mwaa/requirements";
import type { Settings } from "../../../config";
import { airflowVersions } from "../../../config/versions";

export interface Wanted {
  airflowVersion: string;
  /** "3.12" */
  python: string;
  /** What the home's image holds already, a requirement a line. */
  image: string[];
  /** The stack's requirements.txt, as the home gets it. */
  user: string;
  /** Who fixes the versions: Amazon's list of its image, Airflow's own, or a line of the user's. */
  constraints: "amazon" | "airflow" | "user";
  /** Amazon's list, a file under `airflow/`. */
  constraintsFile?: string;
}

/** Python of Airflow's own image where nothing else is known (https://airflow.apache.org/docs/docker-stack/, default tags). */
const imagePython = "3.12";

/**
 * Packages of Amazon's image that DAGs can import (aws/amazon-mwaa-docker-images, `001-install-required-pip-packages.sh`).
 * psycopg2 comes as a wheel with the provider; pycurl and the senders of logs would have to be compiled or do nothing here.
 */
const amazonImage = (version: string, three: boolean): string[] => [
  `apache-airflow[celery,statsd]==${version}`,
  "apache-airflow-providers-amazon[aiobotocore]",
  "apache-airflow-providers-postgres",
  ...(three ? ["apache-airflow-providers-fab", "apache-airflow-providers-standard"] : []),
  "virtualenv",
];

/** Extras of Airflow's own image (apache/airflow, `Dockerfile`, AIRFLOW_EXTRAS) but those that would have to be compiled. */
const airflowExtras =
  "amazon,celery,cncf-kubernetes,common-io,docker,fab,ftp,git,google,http,postgres,redis,sftp,slack,ssh,statsd";

/** Amazon turns its constraints off where the option stands anywhere in the file (images' `mwaa/utils/user_requirements.py`). */
const hasConstraints = (text: string): boolean => /-c |--constraint /.test(text);

const isThree = (version: string): boolean => Number(version.split(".")[0]) >= 3;

/**
 * @param userText the project's airflow/requirements.txt
 * @param pluginFolder where plugins.zip would be unpacked: a path of the image in the file is this folder here
 */
export function wantedFor(settings: Settings, userText: string, pluginFolder: string): Wanted {
  const { airflowVersion } = settings;
  const row = airflowVersions.find(({ version }) => version === airflowVersion);
  if (settings.platform === "gke")
    return {
      airflowVersion,
      python: imagePython,
      image: [`apache-airflow[${airflowExtras}]==${airflowVersion}`],
      user: additional(settings.gke.values),
      constraints: "airflow",
    };
  const google = settings.gcpProject !== undefined;
  const ecr = settings.mwaa.egress !== "endpoints";
  const user = requirements({ airflowVersion, google, ecr, user: userText }).replaceAll(
    "/usr/local/airflow/plugins",
    pluginFolder,
  );
  return {
    airflowVersion,
    python: row?.python ?? imagePython,
    image: amazonImage(airflowVersion, isThree(airflowVersion)),
    user,
    ...(hasConstraints(userText)
      ? { constraints: "user" }
      : row?.constraints
        ? { constraints: "amazon", constraintsFile: row.constraints }
        : { constraints: "airflow" }),
  };
}

/** Packages that the image's entry point adds (https://airflow.apache.org/docs/docker-stack/entrypoint.html), as lines. */
function additional(values: Record<string, unknown>): string {
  const env = Array.isArray(values.env) ? (values.env as { name?: unknown; value?: unknown }[]) : [];
  const found = env.find(({ name }) => name === "_PIP_ADDITIONAL_REQUIREMENTS")?.value;
  return typeof found === "string" ? found.trim().split(/\s+/).join("\n") : "";
}
