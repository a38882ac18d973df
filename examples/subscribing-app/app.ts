/**
 * A CDK app of another team, with samltrail in it as one construct:
 *
 *     npx cdk synth --app "npx tsx examples/subscribing-app/app.ts config/production.yaml config/trust"
 */
import { App } from "aws-cdk-lib/core";
import { SamlLogin } from "../../infra/saml-login.ts";
import { readStage } from "../../infra/stage.ts";
import { SecurityDesk } from "./security-desk.ts";

const [stageFile = "config/production.yaml", trustDirectory = "config/trust"] = process.argv.slice(2);
const app = new App();
const login = new SamlLogin(app, "login", { stage: await readStage(stageFile, trustDirectory) });
new SecurityDesk(app, "security-desk", { login });
app.synth();
