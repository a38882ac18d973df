/** As much of a browser as signing in needs: cookies by site, forms, and no following of redirects unasked. */

export interface Visited {
  readonly url: string;
  readonly status: number;
  readonly headers: Headers;
  readonly page: string;
}

export interface Form {
  readonly action: string;
  readonly fields: Readonly<Record<string, string>>;
}

interface Cookie {
  readonly host: string;
  readonly value: string;
  readonly sameSite: string;
}

const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'" };

function plainText(html: string): string {
  return html.replace(/&(amp|lt|gt|quot|#39);/g, (_entity, name: string) => ENTITIES[name] ?? "");
}

/**
 * The form of a page.
 * @throws Error where there is none
 */
export function formOf({ url, page }: Visited): Form {
  const action = /<form [^>]*action="([^"]*)"/.exec(page)?.[1];
  if (action === undefined) throw new Error(`there is no form on the page of ${url}`);
  const inputs = [...page.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)">/g)];
  const fields = inputs.map(([, name = "", value = ""]) => [plainText(name), plainText(value)]);
  return { action: new URL(plainText(action), url).href, fields: Object.fromEntries(fields) };
}

export class Browser {
  readonly #cookies = new Map<string, Cookie>();

  /** Opens a page, as if somebody had followed a link to it. */
  open(url: string): Promise<Visited> {
    return this.#send(url, null, undefined);
  }

  /**
   * Submits a form by POST.
   * @param from the page it stands on: what is posted from another site brings only cookies with SameSite=None along
   */
  post(action: string, fields: Readonly<Record<string, string>>, from: string): Promise<Visited> {
    return this.#send(action, new URLSearchParams(fields), from);
  }

  async #send(url: string, body: URLSearchParams | null, from: string | undefined): Promise<Visited> {
    const { hostname } = new URL(url);
    const crossSitePost = body !== null && from !== undefined && new URL(from).hostname !== hostname;
    const cookie = this.#cookiesFor(hostname, crossSitePost);
    const response = await fetch(url, {
      method: body ? "POST" : "GET",
      body,
      redirect: "manual",
      headers: {
        "user-agent": "samltrail-demo",
        ...(cookie && { cookie }),
        // Browsers say where a POST comes from.
        ...(body && from !== undefined && { origin: new URL(from).origin }),
      },
    });
    this.#keep(hostname, response.headers.getSetCookie());
    return { url, status: response.status, headers: response.headers, page: await response.text() };
  }

  #cookiesFor(hostname: string, crossSitePost: boolean): string {
    return [...this.#cookies]
      .filter(([, { host, sameSite }]) => host === hostname && (!crossSitePost || sameSite === "none"))
      .map(([name, { value }]) => `${name}=${value}`)
      .join("; ");
  }

  #keep(host: string, headers: readonly string[]): void {
    for (const header of headers) {
      const [pair = "", ...attributes] = header.split(";").map((part) => part.trim());
      const name = pair.slice(0, pair.indexOf("="));
      const attribute = (wanted: string) =>
        attributes
          .find((each) => each.toLowerCase().startsWith(`${wanted}=`))
          ?.slice(wanted.length + 1)
          .toLowerCase();
      if (attribute("max-age") === "0") this.#cookies.delete(name);
      else
        this.#cookies.set(name, { host, value: pair.slice(name.length + 1), sameSite: attribute("samesite") ?? "lax" });
    }
  }
}
