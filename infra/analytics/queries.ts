/** Queries of the archive that somebody asks again and again, for Athena. */

export interface ArchiveQuery {
  readonly name: string;
  readonly description: string;
  readonly sql: string;
}

/** A quarter until yesterday: whoever needs another period changes these two words. */
const PERIOD = "hour BETWEEN '2026/10/01/00' AND '2026/12/31/23'";

/** The archive holds an event at least once. */
const once = (type: string) =>
  `SELECT DISTINCT metadata.id AS id, metadata.occurredat AS at, metadata.correlationid AS correlation, data
  FROM events WHERE ${PERIOD} AND metadata.type = '${type}'`;

const field = (path: string) => `json_extract_scalar(data, '$.${path}')`;

export const ARCHIVE_QUERIES: readonly ArchiveQuery[] = [
  {
    name: "failures-by-reason",
    description: "Why logins were refused, by identity provider",
    sql: `WITH failed AS (${once("Login Failed")})
SELECT ${field("reason")} AS reason, ${field("identityProvider")} AS provider, count(*) AS logins
FROM failed GROUP BY 1, 2 ORDER BY logins DESC`,
  },
  {
    name: "who-used-a-role",
    description: "Credentials issued, by role and person (a pseudonym)",
    sql: `WITH issued AS (${once("Role Credentials Issued")})
SELECT ${field("mapping.id")} AS mapping, ${field("subject")} AS subject, count(*) AS times, max(at) AS latest
FROM issued GROUP BY 1, 2 ORDER BY times DESC`,
  },
  {
    name: "one-login",
    description: "Everything about one attempt: put in the number that the page and the log line give",
    sql: `SELECT DISTINCT metadata.occurredat AS at, metadata.type AS type, data
FROM events WHERE ${PERIOD} AND metadata.correlationid = '<number>' ORDER BY at`,
  },
  {
    name: "changes-of-mappings",
    description: "Which mappings were made, changed, pruned and restored, and why",
    sql: `SELECT DISTINCT metadata.occurredat AS at, metadata.type AS type, ${field("mapping.id")} AS mapping, data
FROM events WHERE ${PERIOD} AND metadata.type LIKE 'Role Mapping %' AND metadata.type <> 'Role Mapping Pruning Refused' ORDER BY at`,
  },
  {
    name: "events-by-type-and-day",
    description: "How much of what arrived: what a report's counts can be held against",
    sql: `SELECT substr(hour, 1, 10) AS day, metadata.type AS type, count(DISTINCT metadata.id) AS events
FROM events WHERE ${PERIOD} GROUP BY 1, 2 ORDER BY 1, 2`,
  },
];
