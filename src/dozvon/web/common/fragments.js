// Pieces of a page that are fetched beside the page itself: no address is changed, no focus is moved.

// The answer as text, or null where the server refused or was not reached. A newer question may abort an older one.
export async function fragment(address, signal) {
  try {
    const answer = await fetch(address, { signal, headers: { "HX-Request": "true" } });
    return answer.ok ? await answer.text() : null;
  } catch {
    return null;
  }
}
