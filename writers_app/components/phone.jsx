// The number for text messages: give it, prove it by the code that comes, forget it. Everything goes by REST.
import { useEffect, useId, useState } from "react";
import { call } from "$/public/scripts/requests.js";
import { msg, useWords } from "$/public/external/writers_app/components/words/words.js";

const UNREACHABLE = msg("The server can't be reached. Try again in a moment.");

export function Phone({ onChanged }) {
  const { t, quote } = useWords();
  const id = useId();
  const [phone, setPhone] = useState(undefined);
  const [number, setNumber] = useState("");
  const [code, setCode] = useState("");
  const [problem, setProblem] = useState(null);
  const [busy, setBusy] = useState(false);

  useEffect(() => {
    call("GET", "/phone").then(setPhone, setProblem);
  }, []);

  async function attempt(work) {
    setProblem(null);
    setBusy(true);
    try {
      setPhone(await work());
      setCode("");
      onChanged?.();
    } catch (error) {
      setProblem(error);
    }
    setBusy(false);
  }
  const give = (event) => {
    event.preventDefault();
    attempt(() => call("PUT", "/phone", { number }));
  };
  const prove = (event) => {
    event.preventDefault();
    attempt(() => call("POST", "/phone/verification", { code }));
  };
  const forget = () => attempt(() => call("DELETE", "/phone"));

  const said = <p className="field-error" role="alert" id={`${id}-problem`}>{problem ? t(problem.message || UNREACHABLE, problem.values) : ""}</p>;
  if (phone === undefined) return problem ? said : null;
  if (phone?.verified) {
    return (
      <div className="stack">
        <p>{t("Text messages go to %(number)s.", { number: quote(phone.number) })}</p>
        {said}
        <div className="actions"><button type="button" className="button plain" disabled={busy} onClick={forget}>{t("Remove the number")}</button></div>
      </div>
    );
  }
  if (phone) {
    return (
      <form className="stack" onSubmit={prove}>
        <p role="status">{t("A code is on its way to %(number)s.", { number: quote(phone.number) })}</p>
        <div className="field">
          <label htmlFor={`${id}-code`}>{t("The code")}</label>
          <input id={`${id}-code`} className="input" dir="ltr" inputMode="numeric" autoComplete="one-time-code" required maxLength={20} aria-describedby={`${id}-problem`} value={code} onChange={(event) => setCode(event.target.value)} />
        </div>
        {said}
        <div className="actions">
          <button type="submit" className="button primary" disabled={busy}>{t("Confirm")}</button>
          <button type="button" className="button quiet" disabled={busy} onClick={forget}>{t("Another number")}</button>
        </div>
      </form>
    );
  }
  return (
    <form className="stack" onSubmit={give}>
      <div className="field">
        <label htmlFor={`${id}-number`}>{t("Number for text messages")}</label>
        <input id={`${id}-number`} className="input" type="tel" dir="ltr" autoComplete="tel" required maxLength={40} placeholder="+98 912 345 6789" aria-describedby={`${id}-problem`} value={number} onChange={(event) => setNumber(event.target.value)} />
        <p className="field-hint">{t("With the code of its country. A code comes to it, to be sure that it is yours.")}</p>
      </div>
      {said}
      <div className="actions"><button type="submit" className="button plain" disabled={busy}>{t("Send a code")}</button></div>
    </form>
  );
}
