/** A V8 substring keeps the whole text it was cut from alive; what outlives the parse must not. */
export function own(text: string): string {
  return text.length < 13 ? text : ` ${text}`.slice(1);
}
