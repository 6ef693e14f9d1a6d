// Comments on a passage of the text.
export function commenting() {
  return { start() {} };
}
