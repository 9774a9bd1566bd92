/** What never goes up unless asked for: `!NAME` in the folder's own `.gitignore` (or a glob `.airflowignore`) asks. */
import ignore from "ignore";

/** Patterns as `.gitignore` has them, by the reason that a person is told. */
const groups: Record<string, string[]> = {
  "git's own": [".git", ".gitignore", ".gitattributes", ".gitmodules", ".gitkeep", ".hg", ".svn"],
  "settings with secrets": [".env", ".env.*", ".envrc", ".netrc", ".pypirc", ".pgpass", ".aws/", ".ssh/", ".gnupg/"],
  "a key file by its name": [
    ..."*.pem *.key *.p8 *.p12 *.pfx *.jks *.keystore *.ppk *.kubeconfig *.gpg".split(" "),
    ..."id_rsa id_dsa id_ecdsa id_ed25519 application_default_credentials.json".split(" "),
  ],
  "a cache": [
    ..."__pycache__/ *.pyc *.pyo .cache/ .pytest_cache/ .ruff_cache/ .mypy_cache/ .hypothesis/ .ipynb_checkpoints/".split(
      " ",
    ),
    ..."*.egg-info/ .eggs/ .coverage htmlcov/ .tox/ .nox/ node_modules/".split(" "),
  ],
  "an editor's or a system's file": [
    ..."*.swp *.swo *~ .#* .idea/ .vscode/ .project .settings/ .DS_Store Thumbs.db desktop.ini".split(" "),
    "\\#*#",
  ],
  "a virtual environment": [".venv", "venv/", ".virtualenv/"],
};

const matchers = Object.entries(groups).map(([why, patterns]) => ({ why, rules: ignore().add(patterns) }));

/** All of them at once: most paths are in none, and are asked about once. */
const any = ignore().add(Object.values(groups).flat());

/** Why a path stays here, or undefined. A folder's path ends with a slash. */
export const neverUp = (path: string): string | undefined =>
  any.ignores(path) ? matchers.find(({ rules }) => rules.ignores(path))?.why : undefined;
