// How much one stores and may store, as the page read it, and getting more where this server sells it, by REST.
import { useCallback, useEffect, useState } from "react";
import { call } from "$/public/scripts/requests.js";
import { msg, useWords } from "$/public/external/writers_app/components/words/words.js";

const UNREACHABLE = msg("The server can't be reached. Try again in a moment.");
const MB = 1024 * 1024;
const LOOK = 3000;
const LOOKS = 40;

// An amount in the smallest unit of its currency, as the reader writes money.
function money(locale, amount, currency) {
  const format = new Intl.NumberFormat(locale, { style: "currency", currency });
  return format.format(amount / 10 ** format.resolvedOptions().maximumFractionDigits);
}

// Bytes as a share of what plans and quotas are counted in (1 MB = 1024 × 1024 bytes).
function useRoom() {
  const { t, size } = useWords();
  return (bytes) => {
    if (bytes < MB) return size(bytes);
    if (bytes < 1024 * MB) return t("%(n)s MB", { n: Math.round((10 * bytes) / MB) / 10 });
    return t("%(n)s GB", { n: Math.round((10 * bytes) / MB / 1024) / 10 });
  };
}

function Meter({ usage }) {
  const { t, percent } = useWords();
  const room = useRoom();
  const allowed = usage.allowed_bytes;
  if (allowed === null) return <p>{t("Your files take up %(used)s.", { used: room(usage.used_bytes) })}</p>;
  const share = Math.min(100, (100 * usage.used_bytes) / allowed);
  const said = t("Your files take up %(used)s of %(allowed)s.", { used: room(usage.used_bytes), allowed: room(allowed) });
  return (
    <div className="stack tight">
      <p>{said}</p>
      <div className="progress" role="meter" aria-label={said} aria-valuemin={0} aria-valuemax={100} aria-valuenow={Math.round(share)} aria-valuetext={percent(share)}>
        <div className="progress-fill" style={{ inlineSize: `${share}%` }} />
      </div>
    </div>
  );
}

function Plan({ plan, busy, onBuy }) {
  const { t, tn, quote, locale } = useWords();
  const room = useRoom()(plan.storage_mb * MB);
  return (
    <li>
      <div className="device">
        <strong dir="auto">{plan.title}</strong>
        <span>{tn("%(size)s more for %(n)s day", "%(size)s more for %(n)s days", plan.days, { size: room })}</span>
        <span>{money(locale, plan.amount, plan.currency)}</span>
      </div>
      <button type="button" className="button plain" disabled={busy} onClick={() => onBuy(plan)} aria-label={t("Buy “%(title)s”", { title: quote(plan.title) })}>{t("Buy")}</button>
    </li>
  );
}

function Bought({ purchase }) {
  const { t, day, locale } = useWords();
  const room = useRoom();
  const end = { time: purchase.ends_at ? day(purchase.ends_at) : "" };
  const over = purchase.ends_at && new Date(purchase.ends_at) < new Date();
  return (
    <li>
      <span dir="auto">{purchase.title}</span> · {room(purchase.storage_mb * MB)} · {money(locale, purchase.amount, purchase.currency)} ·{" "}
      <span className="text-soft">{purchase.state === "refunded" ? t("Paid back") : over ? t("Ended on %(time)s", end) : t("Until %(time)s", end)}</span>
    </li>
  );
}

export function Usage({ room }) {
  const { t } = useWords();
  const [usage, setUsage] = useState(room);
  const [problem, setProblem] = useState(null);
  const [busy, setBusy] = useState(false);
  const [awaited, setAwaited] = useState("");
  const read = useCallback(() => call("GET", "/usage").then(setUsage, setProblem), []);

  useEffect(() => setUsage(room), [room]);
  useEffect(() => setAwaited(new URLSearchParams(location.search).get("bought") ?? ""), []);

  // The payment service tells the server by itself, mostly within seconds; look until it has.
  const arrived = usage.purchases.some((one) => one.id === awaited);
  useEffect(() => {
    if (!awaited || arrived) return undefined;
    let looks = 0;
    const timer = setInterval(() => {
      looks += 1;
      if (looks > LOOKS) clearInterval(timer);
      else read();
    }, LOOK);
    return () => clearInterval(timer);
  }, [awaited, arrived, read]);

  async function buy(plan) {
    setBusy(true);
    setProblem(null);
    try {
      location.assign((await call("POST", "/purchases", { plan: plan.name })).url);
    } catch (error) {
      setProblem(error);
      setBusy(false);
    }
  }

  return (
    <div className="stack">
      {problem && <p className="field-error" role="alert">{t(problem.message || UNREACHABLE, problem.values)}</p>}
      <Meter usage={usage} />
      <p className="field-hint">{t("Uploads, pictures and results count; what you write does not.")}</p>
      {awaited && <p className="callout" role="status">{arrived ? t("Thank you. You have more room now.") : t("Thank you. You have more room as soon as the payment has arrived; that may take a minute.")}</p>}
      {usage.plans.length > 0 && (
        <section className="stack tight" aria-label={t("Buy more room")}>
          <h3>{t("Buy more room")}</h3>
          <ul role="list" className="devices">{usage.plans.map((plan) => <Plan key={plan.name} plan={plan} busy={busy} onBuy={buy} />)}</ul>
          <p className="field-hint">{t("You pay on a page of the payment service; this server never sees your card.")}</p>
        </section>
      )}
      {usage.purchases.length > 0 && (
        <section className="stack tight" aria-label={t("What you have bought")}>
          <h3>{t("What you have bought")}</h3>
          <ul className="plain-list">{usage.purchases.map((one) => <Bought key={one.id} purchase={one} />)}</ul>
        </section>
      )}
    </div>
  );
}
