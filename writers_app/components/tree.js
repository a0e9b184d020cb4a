// The binder's order as pure functions: which rows are shown, and where a moved document comes to stand.

/** Children by parent id ("" is the top), in reading order. */
export function childrenOf(nodes) {
  const children = new Map();
  for (const node of nodes) {
    if (!children.has(node.parent)) children.set(node.parent, []);
    children.get(node.parent).push(node);
  }
  return children;
}

/** The rows to draw: each node with its level, whether it can be opened, and the words in it and below it. */
export function rowsOf(nodes, folded) {
  const children = childrenOf(nodes);
  const rows = [];
  const walk = (parent, level, shown) => {
    let words = 0;
    const siblings = children.get(parent) ?? [];
    siblings.forEach((node, index) => {
      const row = { ...node, level, position: index + 1, of: siblings.length, hasChildren: children.has(node.id), total: 0 };
      if (shown) rows.push(row);
      row.total = node.words + walk(node.id, level + 1, shown && !folded.has(node.id));
      words += row.total;
    });
    return words;
  };
  walk("", 1, true);
  return rows;
}

export function isInside(nodes, id, ancestor) {
  const parents = new Map(nodes.map((node) => [node.id, node.parent]));
  for (let at = id; at; at = parents.get(at)) if (at === ancestor) return true;
  return false;
}

/** Where a node goes by a step of the keyboard: {parent, after} or null when it can't. */
export function stepTo(nodes, id, step) {
  const children = childrenOf(nodes);
  const node = nodes.find((one) => one.id === id);
  const siblings = children.get(node.parent) ?? [];
  const at = siblings.indexOf(node);
  const parent = nodes.find((one) => one.id === node.parent);
  if (step === "up") return at > 0 ? { parent: node.parent, after: siblings[at - 2]?.id ?? "" } : null;
  if (step === "down") return at < siblings.length - 1 ? { parent: node.parent, after: siblings[at + 1].id } : null;
  if (step === "out") return parent ? { parent: parent.parent, after: parent.id } : null;
  const folder = siblings[at - 1];
  if (step === "in" && folder?.kind === "folder") return { parent: folder.id, after: (children.get(folder.id) ?? []).at(-1)?.id ?? "" };
  return null;
}

/** Where a node goes when it is dropped on another: "before", "after" or "inside" it. */
export function dropTo(nodes, id, target, where) {
  if (id === target.id || isInside(nodes, target.id, id)) return null;
  const children = childrenOf(nodes);
  if (where === "inside") {
    const last = (children.get(target.id) ?? []).filter((one) => one.id !== id).at(-1);
    return { parent: target.id, after: last?.id ?? "" };
  }
  if (where === "after") return { parent: target.parent, after: target.id };
  const siblings = (children.get(target.parent) ?? []).filter((one) => one.id !== id);
  const at = siblings.findIndex((one) => one.id === target.id);
  return { parent: target.parent, after: siblings[at - 1]?.id ?? "" };
}
