/** Five pavers of a herringbone, the last one being laid. */
export function Logo() {
  return (
    <svg className="logo" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <rect className="logo-stone" x="2" y="2" width="17" height="8" rx="1.5" />
      <rect className="logo-stone" x="22" y="2" width="8" height="17" rx="1.5" />
      <rect className="logo-stone" x="2" y="13" width="8" height="17" rx="1.5" />
      <rect className="logo-stone logo-stone-new" x="13" y="13" width="6" height="6" rx="1.5" />
      <rect className="logo-stone" x="13" y="22" width="17" height="8" rx="1.5" />
    </svg>
  );
}
