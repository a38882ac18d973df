/** There is nothing to judge, or nothing to judge it by; the message is for the person at the terminal. */
export class CannotJudge extends Error {
  override readonly name = "CannotJudge";
}
