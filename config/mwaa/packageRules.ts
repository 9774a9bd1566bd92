/** Rules of `airflow:mwaa.packages`: what an installation without the public index needs, said before MWAA tries it for half an hour. */

import { type ConfigRule, type Surroundings, when } from "../checks/rules";
import { airflowVersions, defaultVersion } from "../versions";
import { conflict, missing, type Problem, removeCommand } from "../words/messages";
import { type MwaaDraft, mwaaKey } from "./draft";

const requirements = "airflow/requirements.txt";
const pluginsFolder = "airflow/plugins";
const googleProvider = "apache-airflow-providers-google";

/** The package that a line or a file is about, in its normal form (PEP 503), or "": an address has none. */
const normal = (name: string): string => name.toLowerCase().replace(/[-_.]+/g, "-");
const packageOf = (line: string): string => normal(/^\s*([a-z0-9][\w.-]*)(?![\w.+:-])/i.exec(line)?.[1] ?? "");
/** A wheel's or a source archive's. */
const fileOf = (file: string): string => normal(/^(.+?)-\d[^/]*\.(whl|tar\.gz|zip)$/.exec(file)?.[1] ?? "");

/** What pip is asked for. */
const named = (text: string): string[] => [
  ...new Set(
    text
      .split("\n")
      .map(packageOf)
      .filter((name) => name !== ""),
  ),
];

/** Files directly in the folder: pip looks no deeper. */
const packagesIn = (around: Surroundings, airflow: MwaaDraft["airflow"]): string[] =>
  around
    .uploads(airflow)
    .filter(({ folder }) => folder === pluginsFolder)
    .flatMap(({ files }) => files.map(({ path }) => path))
    .filter((path) => !path.includes("/") && fileOf(path) !== "");

/**
 * Why an image cannot install a wheel, by its name (PEP 427); undefined where it can. The images are Amazon Linux on x86-64, whose
 * C library is glibc, so wheels of musllinux are none for it (PEP 656)
 * (aws/amazon-mwaa-docker-images, images/airflow/VERSION/Dockerfiles/Dockerfile.base).
 *
 * @param python of the image: `3.12`
 */
export function unfit(file: string, python: string): string | undefined {
  const [tag, abi, platform] = file
    .replace(/\.whl$/, "")
    .split("-")
    .slice(-3);
  if (!file.endsWith(".whl") || tag === undefined || abi === undefined || platform === undefined) return undefined;
  if (!platform.split(".").some((one) => one === "any" || /^(many)?linux.*_x86_64$/.test(one)))
    return `is for ${platform}, and MWAA's images are Linux with glibc on x86_64`;
  const minor = Number(python.split(".")[1]);
  const fits = tag.split(".").some((one) => {
    const [, kind, digits] = /^(py|cp)3(\d*)$/.exec(one) ?? [];
    if (kind === undefined || digits === undefined) return false;
    const of = digits === "" ? 0 : Number(digits);
    return kind === "py" || abi === "abi3" ? of <= minor : of === minor;
  });
  return fits ? undefined : `is for Python ${tag}, and the image has ${python}`;
}

/** The command that brings the wheels of an image. */
const download = (version: string, python: string | undefined, more: string[]): string =>
  [
    `python3 -m pip download -d ${pluginsFolder} --only-binary=:all:`,
    ...(python === undefined ? [] : [`--python-version ${python}`]),
    "--platform manylinux2014_x86_64 --platform manylinux_2_17_x86_64 --platform manylinux_2_28_x86_64",
    ...(python === undefined ? [] : [`-c airflow/constraints/${version}.txt`]),
    ...more,
  ].join(" ");

const wrong = (path: string, what: string, fix: string): Problem => ({ path, what: `${path} ${what}.`, fix });

const wheels: ConfigRule<MwaaDraft> = {
  keys: [mwaaKey("packages"), "airflow:airflowVersion", "airflow:google"],
  problems: ({ airflow }, around) => {
    const { mwaa, google, airflowVersion = defaultVersion("mwaa") } = airflow;
    if (mwaa.packages.source !== "plugins") return [];
    const python = airflowVersions.find(({ version }) => version === airflowVersion)?.python;
    const there = packagesIn(around, airflow);
    const bring = download(airflowVersion, python, [googleProvider]);
    const misfits = there.flatMap((file) => {
      const why = python === undefined ? undefined : unfit(file, python);
      return why === undefined
        ? []
        : [
            wrong(
              `${pluginsFolder}/${file}`,
              why,
              `rm ${pluginsFolder}/${file}, and bring the one of the image as docs/mwaa-company.md says`,
            ),
          ];
    });
    return [
      ...misfits,
      ...when(google.enabled && !there.map(fileOf).includes(googleProvider), () =>
        wrong(
          pluginsFolder,
          `has no wheel of ${googleProvider}, which airflow:google needs and MWAA's image lacks, and ${mwaaKey("packages.source")} is plugins`,
          `${bring}, or pulumi config set --path 'airflow:google.enabled' false`,
        ),
      ),
    ];
  },
};

const index: ConfigRule<MwaaDraft> = {
  keys: [mwaaKey("packages")],
  problems: ({ airflow: { mwaa } }) => {
    const { source, indexUrl } = mwaa.packages;
    if (source === "index")
      return when(indexUrl === undefined, () =>
        missing(mwaaKey("packages.indexUrl"), "the address of your own index", "https://pypi.my-company.com/simple"),
      );
    return (["indexUrl", "indexSecretId"] as const).flatMap((key) =>
      when(mwaa.packages[key] !== undefined, () =>
        conflict(
          mwaaKey(`packages.${key}`),
          mwaa.packages[key],
          `it is read only where ${mwaaKey("packages.source")} is index`,
          `${removeCommand(mwaaKey(`packages.${key}`))}, or pulumi config set --path '${mwaaKey("packages.source")}' index`,
        ),
      ),
    );
  },
};

/** pip's options in the user's file: two of a kind contradict. */
const pipOptions: ConfigRule<MwaaDraft> = {
  keys: [mwaaKey("packages")],
  problems: ({ airflow: { mwaa } }, around) =>
    around
      .userText("requirements.txt")
      .split("\n")
      .flatMap((line, at): Problem[] => {
        const option = /^\s*(-i|--index-url|--no-index|-f|--find-links)\b/.exec(line)?.[1];
        return when(option !== undefined && mwaa.packages.source !== "pypi", () =>
          wrong(
            requirements,
            `has ${option} in line ${at + 1}, which ${mwaaKey("packages")} writes itself`,
            `sed -i '${at + 1}d' ${requirements}, or ${removeCommand(mwaaKey("packages"))}`,
          ),
        );
      }),
};

export const mwaaPackageRules: ConfigRule<MwaaDraft>[] = [index, pipOptions, wheels];

/** A password in an address, written out and not as ${VARIABLE}. */
const plainLogin = /:\/\/[^\s/@$]+:[^\s/@$]+@/;

/** What only the image can say: packages that are named, and of which the folder has no wheel. And a login for all to read. */
export function packageWarnings(airflow: MwaaDraft["airflow"], around: Surroundings): string[] {
  const text = around.userText("requirements.txt");
  const open = plainLogin.test(text)
    ? [
        `${requirements} has a password in an address: all who may read the bucket see it. Name the index in ${mwaaKey("packages.indexUrl")}, and a secret with its login in ${mwaaKey("packages.indexSecretId")}.`,
      ]
    : [];
  if (airflow.mwaa.packages.source !== "plugins") return open;
  const there = packagesIn(around, airflow).map(fileOf);
  const absent = named(text).filter((name) => !there.includes(name));
  return absent.length > 0
    ? [
        ...open,
        `${requirements} names ${absent.join(", ")}, of which ${pluginsFolder} has no wheel: they install only if MWAA's image has them.`,
      ]
    : open;
}
