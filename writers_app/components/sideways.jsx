// A table that may be wider than the window: it scrolls in a box of its own, and says so. Used by charts.jsx, rewrite.jsx and trends.jsx.
import { useEffect, useRef, useState } from "react";

export function Sideways({ label, words, children, className = "table-holder" }) {
  const box = useRef(null);
  const [hides, setHides] = useState(false);
  useEffect(() => {
    const look = () => box.current && setHides(box.current.scrollWidth > box.current.clientWidth + 1);
    const observer = new ResizeObserver(look);
    observer.observe(box.current);
    observer.observe(box.current.firstElementChild);
    return () => observer.disconnect();
  }, []);
  return (
    <>
      <div ref={box} className={className} {...(hides && { tabIndex: 0, role: "region", "aria-label": label })}>{children}</div>
      {hides && <p className="axis sideways">{words.t("Scroll sideways to see the rest.")}</p>}
    </>
  );
}
