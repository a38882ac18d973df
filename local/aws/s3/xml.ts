/** The little XML that S3 and the services of the query protocol answer with. */
type Content = string | number | boolean;
export type XmlNode = readonly [name: string, content: Content | readonly XmlNode[]];

const NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/";

function escapeText(text: string): string {
  const escapes: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;" };
  return text.replace(/[&<>\r]/g, (character) => escapes[character] ?? character);
}

function render([name, content]: XmlNode): string {
  const inner = typeof content === "object" ? content.map(render).join("") : escapeText(String(content));
  return `<${name}>${inner}</${name}>`;
}

export function renderXml([name, content]: XmlNode, namespace = NAMESPACE): string {
  const [opening, rest] = [`<${name}`, render([name, content]).slice(name.length + 1)];
  return `<?xml version="1.0" encoding="UTF-8"?>\n${opening} xmlns="${namespace}"${rest}`;
}
