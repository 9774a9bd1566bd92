/** Stack config `airflow:google` as components take it, with ids that another resource may make. */
import type { Google } from "../../config";
import type { WithInputs } from "../shared/inputs";

export type GoogleInputs = WithInputs<Google, "existingServiceAccount">;
