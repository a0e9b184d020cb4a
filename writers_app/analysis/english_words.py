"""English word lists for the analysis. Ours, from general knowledge of the language; each says what it is for."""

# ruff: noqa: E501, SIM905 (a word list reads better as one string than as a column of quoted words)

from typing import Final

# Function words: not counted among the most used words, nor as echoes.
STOP_WORDS: Final = frozenset(
    """
    a about above across after again against all almost along already also although always am among an and
    another any anybody anyone anything are aren't around as at away back be because been before behind
    being below beside between beyond both but by can can't cannot could couldn't did didn't do does doesn't
    doing don't done down during each either else enough even ever every everybody everyone everything few
    for from further get gets getting go goes going gone got had hadn't has hasn't have haven't having he
    he'd he'll he's her here here's hers herself him himself his how how's however i i'd i'll i'm i've if in
    indeed instead into is isn't it it'd it'll it's its itself just least less let let's like made make
    makes many may maybe me might mightn't mine more most much must mustn't my myself near neither never no
    nobody none nor not nothing now of off often on once one only onto or other others ought our ours
    ourselves out over own perhaps please quite rather really same say says shall shan't she she'd she'll
    she's should shouldn't since so some somebody someone something sometimes soon still such than that
    that'd that'll that's the their theirs them themselves then there there'd there'll there's therefore
    these they they'd they'll they're they've thing things this those though through thus to together too
    toward towards under until up upon us very was wasn't way we we'd we'll we're we've well went were
    weren't what what's whatever when when's where where's whether which while who who'd who'll who's whom
    whose why why's will with within without won't would wouldn't yes yet you you'd you'll you're you've
    your yours yourself yourselves said ain't two three oh mr mrs ms
    """.split()
)

# Words in -ly that are no adverbs of manner.
NOT_ADVERBS: Final = frozenset(
    """
    family only early reply apply supply rely fly july italy belly jelly bully rally ally tally holy ugly lonely lovely
    friendly silly elderly likely unlikely daily weekly monthly yearly nightly deadly lively costly ghostly ghastly
    cowardly worldly heavenly fatherly motherly brotherly sisterly orderly scholarly curly chilly hilly smelly wobbly
    jolly folly lily butterfly dragonfly assembly anomaly monopoly melancholy homely kindly timely stately comely
    burly surly sly ply barfly gully trolley multiply imply comply emily sally molly polly billy kelly beverly kimberly
    bodily earthly miserly princely saintly ghostly leisurely sickly steely woolly wholly bubbly crumbly prickly
    """.split()
)

# Adverbs of time, stance and nearness: they say when, whether or how nearly, and no verb can carry that.
NOT_OF_MANNER: Final = frozenset(
    """
    probably possibly certainly surely nearly hardly scarcely barely merely recently lately formerly previously
    originally eventually usually generally normally commonly rarely frequently occasionally presently currently
    immediately shortly partly mostly mainly chiefly apparently evidently seemingly supposedly allegedly obviously
    undoubtedly fortunately unfortunately luckily unluckily hopefully consequently accordingly respectively
    approximately ultimately firstly secondly thirdly lastly finally namely equally similarly especially particularly
    exactly initially subsequently annually hourly
    """.split()
)

# Adverbs that only strengthen the word after them.
DEGREES: Final = frozenset(
    """
    really absolutely completely totally utterly extremely perfectly entirely terribly awfully incredibly exceedingly
    highly deeply thoroughly fully literally positively excessively remarkably tremendously enormously
    """.split()
)

BE_FORMS: Final = frozenset(
    """
    am is are was were be been being isn't aren't wasn't weren't he's she's it's they're
    """.split()
)
IRREGULAR_PARTICIPLES: Final = frozenset(
    """
    beaten bent bitten blown born borne bought bound broken brought built burnt caught chosen cut dealt done drawn driven
    drunk dug eaten fallen fed felt fought flung forbidden forgiven forgotten found frozen given gone ground grown heard
    held hidden hit hung hurt kept known laid led left lent lit lost made meant met mistaken overcome overheard overtaken
    overthrown paid put read rebuilt ridden rung said sawn seen sent sewn shaken shed shot shown shut slain sold sought
    spent spilt split spoken spread spun stolen struck stuck stung sung sunk sworn swept swung taken taught thought
    thrown told torn trodden understood undone upset withdrawn withheld won worn wound woven written wrung
    """.split()
)
# How verbs in un- begin; other words in un-…ed, such as undated, are adjectives.
UNDOING: Final = tuple(
    """
    under unbutton uncork uncover unearth unfasten unfold unhinge unit unleash unload unlock unmask unpack unroll
    unravel unseat unsettl unveil unwind unwrap unchain undress unfurl unhook unlatch unpin unplug unscrew unseal
    untangl untie
    """.split()
)
# After a form of "be" these describe a state more often than they tell what was done to somebody.
STATES: Final = frozenset(
    """
    tired bored excited interested worried scared frightened pleased surprised amused delighted married divorced used
    supposed allowed crowded gone done lost born ashamed determined relieved confused concerned embarrassed exhausted
    disappointed annoyed worried prepared dressed drunk naked sacred wicked wretched ragged rugged beloved aged blessed
    obliged indebted privileged vexed mistaken convinced inclined devoted accustomed acquainted overjoyed indeed need speed feed seed bleed breed weed freed red
    bed shed hundred kindred moved satisfied retired armed finished upset hurt
    deserted
    """.split()
)

# Participles that are a state with the word after them: "made of wood", "known for it", "left alone".
STATES_WITH: Final = {
    "made": frozenset(["of"]),
    "composed": frozenset(["of"]),
    "known": frozenset(["for"]),
    "based": frozenset(["on", "upon"]),
    "related": frozenset(["to"]),
    "opposed": frozenset(["to"]),
    "left": frozenset(["alone"]),
}

# Verbs that put the observer between the reader and what is observed, when a person is their subject.
FILTER_WORDS: Final = frozenset(
    """
    saw sees see heard hears hear felt feels feel noticed notices notice realized realised realizes realises realize
    realise wondered wonders wonder watched watches watch seemed seems seem thought thinks think knew knows know decided
    decides decide remembered remembers remember observed observes observe sensed senses sense spotted spots spot
    recognized recognised considered believed believes supposed imagined imagines
    """.split()
)
SUBJECTS: Final = frozenset(
    """
    i he she we they you
    """.split()
)

# Before a subject these ask or turn the sentence round: "did she know", "nor could he see".
ASKING: Final = frozenset("do does did can could would should will may might must don't doesn't didn't".split())

CLICHES: Final = tuple(
    line.strip()
    for line in """
    at the end of the day
    in the nick of time
    avoid like the plague
    like the plague
    quiet as a mouse
    white as a sheet
    white as a ghost
    black as night
    cold as ice
    clear as day
    clear as crystal
    crystal clear
    light as a feather
    heavy as lead
    sharp as a knife
    sly as a fox
    free as a bird
    dead as a doornail
    old as the hills
    as good as gold
    fit as a fiddle
    brave as a lion
    busy as a bee
    blind as a bat
    stubborn as a mule
    slept like a log
    sleep like a log
    slept like a baby
    dark and stormy night
    only time will tell
    time stood still
    in the blink of an eye
    blink of an eye
    before you know it
    better late than never
    easier said than done
    last but not least
    few and far between
    each and every
    first and foremost
    the calm before the storm
    calm before the storm
    a blessing in disguise
    the tip of the iceberg
    tip of the iceberg
    the elephant in the room
    a needle in a haystack
    needle in a haystack
    the writing on the wall
    writing on the wall
    a dime a dozen
    bite the bullet
    break the ice
    hit the nail on the head
    let the cat out of the bag
    spill the beans
    the whole nine yards
    under the weather
    once in a blue moon
    out of the blue
    piece of cake
    a piece of cake
    beat around the bush
    burning the midnight oil
    burn the midnight oil
    add insult to injury
    back to square one
    back to the drawing board
    barking up the wrong tree
    the ball is in your court
    the best of both worlds
    cut to the chase
    every cloud has a silver lining
    silver lining
    face the music
    go the extra mile
    in the heat of the moment
    heat of the moment
    it goes without saying
    goes without saying
    needless to say
    at this point in time
    when all is said and done
    all walks of life
    against all odds
    thick as thieves
    two peas in a pod
    love at first sight
    head over heels
    broken heart
    heart of gold
    heart skipped a beat
    heart sank
    heart pounded in
    blood ran cold
    chill ran down
    shiver down
    sent shivers down
    breath she didn't know she was holding
    breath he didn't know he was holding
    butterflies in my stomach
    butterflies in her stomach
    butterflies in his stomach
    a single tear
    tears streamed down
    raining cats and dogs
    tall dark and handsome
    weight of the world
    the weight of the world
    lived happily ever after
    happily ever after
    world was her oyster
    wrong side of the bed
    read between the lines
    think outside the box
    outside the box
    on thin ice
    play with fire
    pull yourself together
    rude awakening
    safe and sound
    short and sweet
    skeletons in the closet
    skeleton in the closet
    stick out like a sore thumb
    like a sore thumb
    the apple of his eye
    the apple of her eye
    tip of my tongue
    tried and true
    twist of fate
    up in the air
    vicious circle
    deafening silence
    the silence was deafening
    silence was deafening
    pale as death
    sigh of relief
    breathed a sigh of relief
    eyes wide as saucers
    knuckles turned white
    for all intents and purposes
    in this day and age
    the fact of the matter
    low-hanging fruit
    move the needle
    game changer
    """.strip().splitlines()
)

# Speech tags; all but the plain ones draw the eye from what is said.
PLAIN_TAGS: Final = frozenset(
    """
    said says say asked asks ask told tells replied answered
    """.split()
)
FANCY_TAGS: Final = frozenset(
    """
    exclaimed opined declared ejaculated interjected intoned articulated asserted averred avowed barked bellowed boasted
    bragged breathed cackled chimed chirped chortled chuckled coaxed complained conceded concluded confessed confided
    cooed cried croaked demanded drawled emphasized enthused exhaled exploded expostulated fumed gasped giggled groaned
    growled grumbled grunted gushed hissed howled implored insisted jeered joked laughed lectured moaned mocked mumbled
    murmured mused muttered objected observed pleaded pontificated postulated pouted proclaimed protested purred queried
    quipped raged ranted rasped reasoned retorted roared scoffed screamed screeched shouted shrieked shrilled sighed
    simpered smirked snapped snarled sneered snickered sniffed snorted sobbed spat sputtered squawked squeaked squealed
    stammered stated stormed stuttered taunted teased thundered trilled urged wailed warned wept wheezed whimpered whined
    whispered yelled yelped
    """.split()
)

# Function words that glue a sentence together without saying anything themselves.
GLUE_WORDS: Final = STOP_WORDS - frozenset(
    """
    said mr mrs ms two three first hers herself himself
    """.split()
)

PAST_VERBS: Final = frozenset(
    """
    was were had did said went came saw took got made knew thought told found felt left kept stood began spoke wrote ran
    sat held heard gave fell could would wasn't weren't hadn't didn't couldn't wouldn't brought bought caught taught
    fought sought drew grew threw flew blew drove rode rose broke woke chose froze spoke stole swore tore wore bore lay
    led met paid sang sank sprang swam drank rang shook shot slept spent swept wept won understood became hung
    """.split()
)
PRESENT_VERBS: Final = frozenset(
    """
    is are am has does says goes comes sees takes gets makes knows thinks tells finds feels leaves keeps stands begins
    speaks writes runs sits holds hears gives falls looks turns walks asks wants seems isn't aren't hasn't doesn't don't
    i'm we're they're you're brings moves stops starts opens closes pulls pushes puts smiles nods shakes waits watches
    """.split()
)
FIRST_PERSON: Final = frozenset(
    """
    i me my mine myself we us our ours ourselves i'm i'd i'll i've we're we'd we'll we've
    """.split()
)
THIRD_PERSON: Final = frozenset(
    """
    he she him her his hers himself herself they them their theirs themselves he'd she'd he'll she'll he's
    she's
    """.split()
)

# Expected uses in 10,000 words of fiction: our own rounded estimates, to be read as "about".
REFERENCE_RATES: Final[dict[str, float]] = {
    "just": 22, "really": 6, "very": 12, "suddenly": 2, "then": 30, "only": 16, "even": 14, "still": 12, "back": 24,
    "look": 28, "smile": 6, "nod": 4, "shrug": 1.5, "sigh": 2, "gaze": 1.5, "stare": 3, "turn": 14, "eye": 14,
    "thing": 14, "something": 12, "somehow": 1, "seem": 9, "feel": 16, "begin": 7, "start": 6, "almost": 5,
    "quite": 5, "rather": 4, "perhaps": 4, "maybe": 4, "actually": 2, "literally": 0.2, "simply": 1.2, "totally": 0.4,
    "completely": 1.2, "absolutely": 0.7, "basically": 0.2, "definitely": 0.4, "little": 16, "great": 7, "nice": 3,
    "good": 14, "bad": 4, "big": 5, "get": 22, "thought": 8, "moment": 6, "breath": 3, "heart": 5, "whisper": 3,
    "laugh": 5, "grin": 1.5, "chuckle": 0.8, "frown": 1, "glance": 3, "however": 2, "amazing": 0.4, "beautiful": 2,
    "dark": 5, "door": 8, "hand": 14, "finally": 2, "quickly": 2, "slowly": 3, "softly": 1.2, "certainly": 1.5,
}  # fmt: skip

# British and American spellings: the forms of each pair mean the same.
SPELLING_PAIRS: Final[tuple[tuple[str, str], ...]] = tuple(
    (pair.split("/")[0], pair.split("/")[1])
    for pair in """
    colour/color favour/favor favourite/favorite honour/honor humour/humor labour/labor neighbour/neighbor
    neighbourhood/neighborhood behaviour/behavior harbour/harbor parlour/parlor rumour/rumor savour/savor
    splendour/splendor vapour/vapor vigour/vigor odour/odor armour/armor candour/candor clamour/clamor endeavour/endeavor
    ardour/ardor glamour/glamor saviour/savior centre/center theatre/theater metre/meter litre/liter fibre/fiber
    sombre/somber spectre/specter lustre/luster calibre/caliber grey/gray defence/defense offence/offense
    pretence/pretense licence/license travelled/traveled travelling/traveling traveller/traveler
    cancelled/canceled counsellor/counselor jewellery/jewelry marvellous/marvelous woollen/woolen skilful/skillful
    fulfil/fulfill enrol/enroll instalment/installment catalogue/catalog dialogue/dialog programme/program
    kerb/curb plough/plow sceptical/skeptical mould/mold moustache/mustache pyjamas/pajamas aeroplane/airplane
    aluminium/aluminum manoeuvre/maneuver analyse/analyze paralyse/paralyze ageing/aging judgement/judgment
    acknowledgement/acknowledgment towards/toward afterwards/afterward amongst/among learnt/learned
    dreamt/dreamed burnt/burned leapt/leaped spelt/spelled mum/mom cosy/cozy
    okay/ok
    """.split()
)
NUMBER_WORDS: Final = frozenset(
    """
    one two three four five six seven eight nine ten
    """.split()
)

# Words that no sentence has twice on end, in groups that hardly follow one another. Not those that may close a clause
# ("what it was was", "the place I go to to rest") or that people do say twice ("had had", "that that", "no no").
NEVER_TWICE: Final = ("the", "a an", "and or but", "of than", "she we they i", "your our their its", "if because when")
