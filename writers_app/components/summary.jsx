// A summary or titles from the text service, to read and to copy from; it says who wrote them.
import { useEffect, useState } from "react";
import { call } from "$/public/scripts/requests.js";
import { msg, useWords } from "$/public/external/writers_app/components/words/words.js";

export function Summary({ taskId }) {
  const words = useWords();
  const { t } = words;
  const [said, setSaid] = useState(null);
  const [problem, setProblem] = useState(null);

  useEffect(() => {
    call("GET", `/tasks/${taskId}/result`).then(setSaid, setProblem);
  }, [taskId]);

  if (problem) return <p className="callout danger" role="alert">{t(problem.message || msg("The server can't be reached. Try again in a moment."), problem.values)}</p>;
  if (!said) return <div className="skeletons" role="status" aria-label={t("Loading")}><div className="skeleton row" /><div className="skeleton row" /></div>;
  return (
    <section className="stack">
      {said.titles ? (
        <ul className="plain-list">{said.titles.map((title) => <li key={title} dir="auto">{title}</li>)}</ul>
      ) : (
        said.paragraphs.map((paragraph, place) => <p key={place} dir="auto">{paragraph}</p>)
      )}
      <p className="text-faint">{t("Written by the language model %(model)s at %(host)s, not by a person. It may be wrong; your text is as it was.", { model: words.quote(said.model), host: words.quote(said.host) })}</p>
    </section>
  );
}
