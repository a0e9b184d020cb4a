"""Makes recordings and a tiny Whisper model that really loads: it says the same words whatever it hears. For tests.

The model has the shape, vocabulary and files of a multilingual Whisper as converted for CTranslate2, with one layer
and 32 dimensions. Attention and feed-forward weights are zero, and each position points at the token that comes next,
so its words are known beforehand while loading, feature extraction, language detection and decoding are the real ones.
"""

import io
import math
import struct
import wave
from collections.abc import Iterable, Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from ctranslate2.specs import whisper_spec
from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers

DIMENSIONS, HEADS, POSITIONS, FRAMES, MELS = 32, 2, 448, 1500, 80
END, START, FIRST_LANGUAGE, TIMES, VOCABULARY = 50257, 50258, 50259, 50364, 51865
TASKS = ("translate", "transcribe", "startoflm", "startofprev", "nospeech", "notimestamps")
SENTENCES = ((" Once upon a time.", 2.0), (" The end.", 4.0))


def make_model(folder: Path, *, language: str = "en", sentences: Sequence[tuple[str, float]] = SENTENCES) -> Path:
    """A model directory. It hears `language` and says, in every window of 30 s, each sentence up to its second."""
    folder.mkdir(parents=True)
    tokenizer = _tokenizer([word for sentence, _ in sentences for word in _words(sentence)], folder)
    said = [tokenizer.token_to_id(f"<|{language}|>"), START, TIMES]
    begun = 0.0
    for sentence, until in sentences:
        said += [] if begun == 0 else [TIMES + round(begun / 0.02)]
        said += [tokenizer.token_to_id(_bytes(word)) for word in _words(sentence)]
        said.append(TIMES + round(until / 0.02))
        begun = until
    spec = _spec([*said, END])
    spec.register_vocabulary([*(_name(tokenizer, number) for number in range(TIMES)), *_times()])
    spec.config.lang_ids = list(range(FIRST_LANGUAGE, FIRST_LANGUAGE + 99))
    spec.config.suppress_ids, spec.config.suppress_ids_begin = [], []
    spec.config.alignment_heads = [(0, 0)]
    spec.validate()
    spec.save(str(folder))
    return folder


def make_wav(seconds: float, *, rate: int = 16_000) -> bytes:
    """A tone of 440 Hz, mono, 16 bits."""
    stream = io.BytesIO()
    with wave.open(stream, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(_tone(seconds, rate).tobytes())
    return stream.getvalue()


def make_recording(seconds: float, container: str, codec: str, *, rate: int = 48_000) -> bytes:
    """The same tone in another format, by its names in FFmpeg: ("mp3", "libmp3lame"), ("ipod", "aac"), …"""
    stream = io.BytesIO()
    with av.open(stream, "w", format=container) as file:
        track = file.add_stream(codec, rate=rate)
        track.layout = "mono"
        frame = av.AudioFrame.from_ndarray(_tone(seconds, rate).reshape(1, -1), format="s16", layout="mono")
        frame.sample_rate, frame.time_base, frame.pts = rate, Fraction(1, rate), 0
        for packet in (*track.encode(frame), *track.encode(None)):
            file.mux(packet)
    return stream.getvalue()


def announce_wav(seconds: float, held: bytes) -> bytes:
    """The head of a WAV that announces so many seconds, with other bytes after it."""
    size = round(seconds * 32_000)
    mono = (16, 1, 1, 16_000, 32_000, 2, 16)
    return struct.pack("<4sI8sIHHIIHH4sI", b"RIFF", 36 + size, b"WAVEfmt ", *mono, b"data", size) + held


def _tone(seconds: float, rate: int) -> "np.ndarray[tuple[int], np.dtype[np.int16]]":
    return (9000 * np.sin(2 * math.pi * 440 / rate * np.arange(round(seconds * rate)))).astype(np.int16)


def _tokenizer(words: Iterable[str], folder: Path) -> Tokenizer:
    names = sorted(pre_tokenizers.ByteLevel.alphabet())
    names += dict.fromkeys(name for word in words if len(name := _bytes(word)) > 1)
    names += [f"unused{number}" for number in range(END - 1 - len(names))]
    names.append("")  # by an empty word, the last of the vocabulary, CTranslate2 knows a multilingual model
    tokenizer = Tokenizer(models.BPE({name: number for number, name in enumerate(names)}, []))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    from faster_whisper.tokenizer import _LANGUAGE_CODES

    others = sorted(code for code in _LANGUAGE_CODES if code not in ("en", "yue"))
    special = ["endoftext", "startoftranscript", "en", *others, *TASKS]
    tokenizer.add_special_tokens([AddedToken(f"<|{name}|>", special=True) for name in special])
    tokenizer.save(str(folder / "tokenizer.json"))
    return tokenizer


def _words(sentence: str) -> list[str]:
    return [f" {word}" for word in sentence.split()]


def _bytes(word: str) -> str:
    """As byte-level vocabularies write it."""
    return "".join(part for part, _ in pre_tokenizers.ByteLevel(add_prefix_space=False).pre_tokenize_str(word))


def _name(tokenizer: Tokenizer, number: int) -> str:
    name = tokenizer.id_to_token(number)
    assert name is not None
    return str(name)


def _times() -> list[str]:
    return [f"<|{number * 0.02:.2f}|>" for number in range(VOCABULARY - TIMES)]


def _spec(said: list[int]) -> whisper_spec.WhisperSpec:
    """Position p leads to said[p]: each token that is said has a dimension of its own, and all others are nothing."""
    axes = {token: axis for axis, token in enumerate(dict.fromkeys(said))}
    assert len(axes) <= DIMENSIONS, "a longer text needs more dimensions"
    embeddings = np.zeros((VOCABULARY, DIMENSIONS), np.float32)
    for token, axis in axes.items():
        embeddings[token, axis] = 4
    places = np.zeros((POSITIONS, DIMENSIONS), np.float32)
    for place, token in enumerate(said):
        places[place, axes[token]] = 100
    places[len(said) :, axes[END]] = 100
    spec = whisper_spec.WhisperSpec(1, HEADS, 1, HEADS)
    spec.decoder.embeddings.weight = spec.decoder.projection.weight = embeddings
    spec.decoder.position_encodings.encodings = places
    _encoder(spec.encoder)
    _still(spec.encoder.layer[0].self_attention, 2)
    _still(spec.decoder.layer[0].self_attention, 2)
    _still(spec.decoder.layer[0].attention, 3)
    for layer in (spec.encoder.layer[0], spec.decoder.layer[0]):
        _norm(layer.ffn.layer_norm)
        _linear(layer.ffn.linear_0, 4 * DIMENSIONS, DIMENSIONS)
        _linear(layer.ffn.linear_1, DIMENSIONS, 4 * DIMENSIONS)
    for part in (spec.encoder, spec.decoder):
        _norm(part.layer_norm)
    return spec


def _encoder(encoder: whisper_spec.WhisperEncoderSpec) -> None:
    encoder.position_encodings.encodings = np.zeros((FRAMES, DIMENSIONS), np.float32)
    for convolution, channels in ((encoder.conv1, MELS), (encoder.conv2, DIMENSIONS)):
        convolution.weight = np.zeros((DIMENSIONS, channels, 3), np.float32)
        convolution.bias = np.zeros(DIMENSIONS, np.float32)


def _still(attention: object, projections: int) -> None:
    """An attention that adds nothing."""
    _norm(attention.layer_norm)  # type: ignore[attr-defined]  # CTranslate2 declares none of its attributes
    sizes = (3 * DIMENSIONS, DIMENSIONS) if projections == 2 else (DIMENSIONS, 2 * DIMENSIONS, DIMENSIONS)
    for linear, size in zip(attention.linear, sizes, strict=True):  # type: ignore[attr-defined]  # likewise
        _linear(linear, size, DIMENSIONS)


def _linear(linear: object, outputs: int, inputs: int) -> None:
    linear.weight = np.zeros((outputs, inputs), np.float32)  # type: ignore[attr-defined]  # likewise
    linear.bias = np.zeros(outputs, np.float32)  # type: ignore[attr-defined]  # likewise


def _norm(norm: object) -> None:
    norm.gamma = np.ones(DIMENSIONS, np.float32)  # type: ignore[attr-defined]  # likewise
    norm.beta = np.zeros(DIMENSIONS, np.float32)  # type: ignore[attr-defined]  # likewise
