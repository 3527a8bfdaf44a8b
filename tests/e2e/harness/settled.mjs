/** What all threads say in the end, in an order of their own: the same in whatever order it was told. @param {import('./operator.mjs').Operator} olga */
export async function threadsOf(olga) {
  const all = [];
  for (const { id } of await olga.conversations()) {
    for (const one of await olga.spoken(id)) {
      all.push({
        external_id: one.external_id, kind: one.kind, direction: one.direction, text: one.text, sent_at: one.sent_at, deleted: Boolean(one.deleted_at),
        reactions: one.reactions.map((each) => each.emoji), files: one.attachments.length, together: id,
      });
    }
  }
  all.sort((a, b) => (a.external_id < b.external_id ? -1 : 1));
  // Ids are given in the order of coming: a conversation is named by the first of its messages.
  /** @type {Map<number, string>} */ const first = new Map();
  return all.map((one) => {
    if (!first.has(one.together)) first.set(one.together, one.external_id);
    return { ...one, together: first.get(one.together) };
  });
}

/** How many updates wait that nobody understood. @param {import('../harness.mjs').Parley} parley */
export const quarantined = async (parley) => Number(/^parley_quarantined_updates (\d+)/m.exec(await (await fetch(`${parley.url}/metrics`)).text())?.[1] ?? 0);
