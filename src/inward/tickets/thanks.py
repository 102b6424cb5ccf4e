"""Whether words are thanks and nothing else, in several languages. Pure, and rather too careful.

Used to choose wording only: nothing is ever opened, closed or withheld because of it.
"""

import re
import unicodedata


def _plain(word: str) -> str:
    """Folded: lower case, umlauts as two letters, accents off."""
    lowered = word.casefold()
    for letter, two in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss")):
        lowered = lowered.replace(letter, two)
    parted = unicodedata.normalize("NFKD", lowered)
    kept = "".join(one for one in parted if not unicodedata.combining(one))
    return unicodedata.normalize("NFC", kept)


def _words(text: str) -> frozenset[str]:
    return frozenset(_plain(word) for word in text.split())


# At most so many words: a longer answer may hide a wish behind its thanks.
_MOST_WORDS = 12
_THANKS = _words(
    "thanks thank thx ty cheers ta appreciated "
    "danke dank bedankt dankjewel dankeschoen merci gracias grazie obrigado obrigada "
    "tack takk tak kiitos dziekuje dzieki dekuji diky dakujem koszonom kosz multumesc mersi "
    "hvala blagodarya blagodaria spasibo dyakuyu aciu paldies aitah efharisto tesekkurler "
    "sagol arigato shukran toda "
    "спасибо дякую благодаря хвала ευχαριστω شكرا תודה "
    "ありがとう ありがとうございます 谢谢 謝謝 감사합니다"
)
# Words that stand beside thanks and wish for nothing.
_BESIDE = _words(
    "you u so very much many a lot all for your the help support quick fast great perfect super "
    "good job work works working now again everything it is was s all fine well done nice best "
    "regards kind greetings team everybody and that really big lovely excellent awesome "
    "vielen viele schoen sehr herzlichen herzlich fuer die schnelle hilfe ihre eure deine dir euch "
    "ihnen alles gut funktioniert jetzt wieder klasse toll prima gruss gruesse beste freundliche "
    "mit freundlichen gruessen lg mfg es laeuft "
    "beaucoup mille pour votre aide tres bien parfait cordialement c est "
    "muchas muchisimas por su tu ayuda todo bien perfecto saludos "
    "mille molte tante per il aiuto tutto bene perfetto saluti "
    "muito pela sua ajuda tudo hartelijk je wel voor de hulp goed veel mange tusen så sa mycket "
    "hjalpen for hjelpen bardzo bolshoe bolshoye большое за помощь"
)
_ASKS = re.compile(r"[?？؟]")
# What turns thanks into a wish, in any place.
_BUT = _words(
    "but not still however no nor never didnt doesnt isnt wasnt fails failed broken missing error "
    "please wrong aber nicht noch nein leider fehlt kein keine bitte mais pas non encore toujours "
    "pero no aun todavia ma ancora mas nao ainda maar niet nog men ikke inte ale nie но не "
    "except until unless when why how what another also"
)


def is_thanks(text: str) -> bool:
    """Whether the text says thanks and wishes for nothing; in doubt it does not."""
    if _ASKS.search(text):
        return False
    words = [_plain(word) for word in re.findall(r"\w+", text)]
    if not 0 < len(words) <= _MOST_WORDS:
        return False
    thanks = sum(word in _THANKS for word in words)
    # One word that is known to neither list may be a name: 'Thanks Ian'.
    unknown = [word for word in words if word not in _THANKS and word not in _BESIDE]
    return thanks > 0 and len(unknown) <= 1 and not any(word in _BUT for word in unknown)
