import { html } from "../../lib/html/html.ts";
import type { Page } from "../shared/pages/layout.ts";

export interface WhoseSession {
  /** Name of the person who is signed in here. */
  readonly present: string;
  /** Name of the person whose sign-in has arrived. */
  readonly arrived: string;
  /** Where the sign-in leads to, an allow-listed place. */
  readonly target: string;
}

/** Asks whose session this browser shall have; the safe answer comes first. */
export function whoseSessionPage({ present, arrived, target }: WhoseSession): Page {
  const body = html`<h1>Whose session shall it be?</h1>
<p>You are signed in here as <strong>${present}</strong>. A sign-in as <strong>${arrived}</strong> has just arrived, which was
not begun here.</p>
<p>If you did not ask for it, stay as you are: somebody may want you to work in their account.</p>
<form method="post" action="/session/switch">
<input type="hidden" name="target" value="${target}">
<p class="actions"><button class="button" type="submit" name="choice" value="stay">Stay signed in as ${present}</button>
<button class="button quiet" type="submit" name="choice" value="switch">Go on as ${arrived}</button></p>
</form>`;
  return { title: "Whose session?", body };
}
