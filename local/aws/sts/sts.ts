/** STS AssumeRole and GetCallerIdentity. */
import type { IncomingMessage } from "node:http";
import { type Account, LENDING_ROLE_NAME } from "../account.ts";
import { AwsError } from "../aws-error.ts";
import type { EventEnvelope } from "../event-bridge.ts";
import { type QueryService, signedFor } from "../query-service.ts";
import { readAssumeRole } from "./assume-role-input.ts";
import { type Caller, cloudTrailRecords } from "./cloud-trail-record.ts";
import type { RoleSessions } from "./role-sessions.ts";

export interface StsOptions {
  readonly account: Account;
  readonly sessions: RoleSessions;
  /** Told of each role that was assumed. */
  readonly trail: (records: readonly EventEnvelope[]) => void;
  readonly clock: () => Date;
}

const CALLER_SESSION = "credentials";

/**
 * Keys of IAM users begin like this. Whoever calls with one is somebody else than the credentials function: what the reconciliation
 * with CloudTrail is to find, a test or a demonstration can do.
 */
const USERS_KEY = "AKIA";

/** What the credentials function's role allows (infra/functions/permissions.ts). */
const ASSUMABLE = /:role\/samltrail-[^/]*$/;

function callerOf(request: IncomingMessage, account: Account, accessKeyId: string): Caller {
  return {
    account,
    userName: accessKeyId.startsWith(USERS_KEY) ? "stranger" : null,
    roleName: LENDING_ROLE_NAME,
    sessionName: CALLER_SESSION,
    accessKeyId,
    sourceAddress: (request.socket.remoteAddress ?? "127.0.0.1").replace(/^::ffff:/, ""),
    userAgent: request.headers["user-agent"] ?? "-",
  };
}

export function sts({ account, sessions, trail, clock }: StsOptions): QueryService {
  const callerArn = `arn:aws:sts::${account.id}:assumed-role/${LENDING_ROLE_NAME}/${CALLER_SESSION}`;
  return {
    scope: "sts",
    name: "STS",
    namespace: "https://sts.amazonaws.com/doc/2011-06-15/",
    operations: {
      AssumeRole({ parameters, request }) {
        const input = readAssumeRole(parameters);
        const accessKeyId = signedFor(request)?.accessKeyId ?? "";
        if (sessions.find(accessKeyId) || !ASSUMABLE.test(input.roleArn)) {
          const who = sessions.find(accessKeyId)?.arn ?? callerArn;
          const message = `User: ${who} is not authorized to perform: sts:AssumeRole on resource: ${input.roleArn}`;
          throw new AwsError("AccessDenied", message, 403);
        }
        const session = sessions.begin(input, clock());
        trail(cloudTrailRecords(session, callerOf(request, account, accessKeyId)));
        return [
          [
            "Credentials",
            [
              ["AccessKeyId", session.accessKeyId],
              ["SecretAccessKey", session.secretAccessKey],
              ["SessionToken", session.sessionToken],
              ["Expiration", session.expiresAt.toISOString()],
            ],
          ],
          [
            "AssumedRoleUser",
            [
              ["AssumedRoleId", session.assumedRoleId],
              ["Arn", session.arn],
            ],
          ],
          ["PackedPolicySize", session.packedPolicySize],
          ...(session.sourceIdentity === null ? [] : [["SourceIdentity", session.sourceIdentity] as const]),
        ];
      },
      GetCallerIdentity({ request }) {
        const accessKeyId = signedFor(request)?.accessKeyId ?? "";
        const session = sessions.find(accessKeyId);
        if (!session) {
          if (accessKeyId.startsWith("ASIA")) {
            throw new AwsError("InvalidClientTokenId", "The security token included in the request is invalid.", 403);
          }
          return [
            ["Arn", callerArn],
            ["UserId", `AROALOCALCREDENTIALS0:${CALLER_SESSION}`],
            ["Account", account.id],
          ];
        }
        if (request.headers["x-amz-security-token"] !== session.sessionToken) {
          throw new AwsError("InvalidClientTokenId", "The security token included in the request is invalid.", 403);
        }
        if (session.expiresAt <= clock()) {
          throw new AwsError("ExpiredToken", "The security token included in the request is expired", 403);
        }
        return [
          ["Arn", session.arn],
          ["UserId", session.assumedRoleId],
          ["Account", session.account],
        ];
      },
    },
  };
}
