/** Says what is awaited; shown only after a moment (see the style sheet), so that quick answers do not flicker. */
export function Loading({ what }: { readonly what: string }) {
  return (
    <div className="loading" role="status">
      <span className="loading-stones" aria-hidden="true">
        <span />
        <span />
        <span />
        <span />
      </span>
      Laying out {what}…
    </div>
  );
}
