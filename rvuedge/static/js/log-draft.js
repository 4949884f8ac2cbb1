// The draft case on this device: kept at each change, forgotten when the server has it.

/** Keep a draft under a key; returns whether this device could store it. */
export function keep(key, draft) {
  try {
    localStorage.setItem(key, JSON.stringify(draft));
    return true;
  } catch {
    return false;
  }
}

/** Return the draft of a key, or null. */
export function kept(key) {
  try {
    const draft = JSON.parse(localStorage.getItem(key));
    return draft && Array.isArray(draft.lines) ? draft : null;
  } catch {
    return null;
  }
}

/** Forget the draft of a key. */
export function forget(key) {
  try {
    localStorage.removeItem(key);
  } catch {
    // A device that stores nothing has nothing to forget.
  }
}
