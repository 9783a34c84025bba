"""What the bot says on Teams alone, where the platform does things in its own way."""

OPEN_FORM = "Open the form"
FILL_HERE = "Fill it in here"
FORM_FOLLOWS = "This needs a form. It opens in a window of its own, or here in the chat where yours shows none."
SHOW_AGAIN = "This takes longer than usual. Nothing was changed: ask for it once more."
FOLLOWS = "This takes longer than usual. The answer follows in our own chat; there is no need to repeat it."
OPEN_A_CHAT = (
    "The answer is for {name} alone, and there is no chat between us yet. Find csops among the apps, open a chat with"
    " it, and ask there."
)
BELOW = "The answer stands below; only you see it."
STANDS_BELOW = "The answer stands below."
UNDO = "Write “undo” to csops within a minute to take it back."
IN_OUR_CHAT = "The answer is in the chat that you have with csops."
NOTHING_FOUND = "Nothing was found. Look by a number such as ENG-12, or by the beginning of a customer's name."
NO_SUCH_FILE = "The file could not be put into your folder. Ask for it again where you asked for it first."
NOT_SHOWN_AGAIN = "This form is too large to be shown again. What you wrote stands below: open the form once more."
NOTHING_IS_DONE = "A card that is looked at does nothing by itself."
HELLO = "csops carries customer work along its written process, here and on every other platform that you use."
HELLO_ALONE = "Write what you want in words, such as “mine”, “ticket” or “engagement new”. “help” lists everything."
HELLO_IN_CHANNEL = (
    "Mention csops with what you want, such as “mine”, “ticket” or “engagement new”. “help” lists it all."
)
NO_FILES_HERE = "csops cannot put files here. Press the button to get it in the chat that you have with csops."
TEAM_UNKNOWN = f"{NO_FILES_HERE} (It has not heard yet which team this channel belongs to.)"
MAY_NOT_PUT_FILES = f"{NO_FILES_HERE} (The app may not write into this channel's folder: Files.ReadWrite.All in Entra.)"
NO_FOLDER = f"{NO_FILES_HERE} (This channel has no folder that takes the file: {{code}}.)"
