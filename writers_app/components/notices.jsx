// Short messages about what happened elsewhere, and the quiet line that says the connection is lost.
import { useEffect, useRef, useState } from "react";
import { useWords } from "$/public/external/writers_app/components/words/words.js";

const STAYS = 6000;
const ERROR_STAYS = 12000;
const MOST = 3;
const READ = "writers.notice";

function Notice({ notice, onGone }) {
  const words = useWords();
  const timer = useRef(null);
  const wait = () => {
    timer.current = setTimeout(onGone, notice.tone === "danger" ? ERROR_STAYS : STAYS);
  };
  useEffect(() => {
    wait();
    return () => clearTimeout(timer.current);
  }, []);
  return (
    <div className={`notice ${notice.tone}`} onPointerEnter={() => clearTimeout(timer.current)} onPointerLeave={wait}>
      <p>{words.t(notice.message, notice.values)}</p>
      {notice.href && <a href={notice.href}>{words.t(notice.action)}</a>}
      <button type="button" className="button quiet icon-only" aria-label={words.t("Dismiss")} onClick={onGone}>
        <span aria-hidden="true">×</span>
      </button>
    </div>
  );
}

/** Shows each new `notice` ({id, message, values, tone, href, action}) for a while; errors interrupt a screen reader. */
export function Notices({ notice }) {
  const words = useWords();
  const [shown, setShown] = useState([]);
  useEffect(() => {
    // The page's state still holds the last notice after a reload; it has been read.
    if (!notice?.id || sessionStorage.getItem(READ) === notice.id) return;
    sessionStorage.setItem(READ, notice.id);
    setShown((before) => [...before.filter(({ id }) => id !== notice.id), notice].slice(-MOST));
  }, [notice?.id]);
  const drop = (id) => setShown((before) => before.filter((one) => one.id !== id));
  const list = (tone) => shown.filter((one) => (one.tone === "danger") === (tone === "danger"));
  return (
    <section className="notices" aria-label={words.t("Notices")}>
      <div role="status">{list("note").map((one) => <Notice key={one.id} notice={one} onGone={() => drop(one.id)} />)}</div>
      <div role="alert">{list("danger").map((one) => <Notice key={one.id} notice={one} onGone={() => drop(one.id)} />)}</div>
    </section>
  );
}

/** Says that the server cannot be reached, once that has lasted a moment, and goes away by itself. */
export function ConnectionLine({ lost }) {
  const words = useWords();
  const [shown, setShown] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setShown(lost), lost ? 2500 : 0);
    return () => clearTimeout(timer);
  }, [lost]);
  useEffect(() => {
    if (shown) document.documentElement.dataset.connection = "lost";
    return () => delete document.documentElement.dataset.connection;
  }, [shown]);
  return (
    <div role="status" className="connection-holder">
      {shown && <p className="connection">{words.t("No connection to the server. What you write is kept on this device; trying again…")}</p>}
    </div>
  );
}
