# Words of the importer. Keys are grouped by the step they show in.

app-title = Client import
language-label = Language
steps-label = Steps
step-file = File
step-columns = Columns
step-review = Rows
step-split = Messengers
step-done = Result
close = Close
cancel = Cancel
retry = Try again
number = { $count }

## File

drop-title = Drop a file with clients here
drop-choose = Choose a file
drop-formats = Excel (.xlsx, .xls, .xlsb), OpenDocument (.ods) or CSV, exported from a CRM or from Leeloo
drop-privacy = The file is read on this computer. Nothing is sent until you press “Import clients”.
opening-title = Opening “{ $file }”
opened-announcement = { $count ->
    [one] “{ $file }” is open: { $count } client
   *[other] “{ $file }” is open: { $count } clients
}
progress-label = Progress
progress-starting = Starting…
progress-reading = { $rows ->
    [one] { $done } of { $total } read, { $rows } row
   *[other] { $done } of { $total } read, { $rows } rows
}
progress-checking = Checking: { $done } of { $total } rows
progress-working = Working: { $done } of { $total } rows
progress-making = Making the file: { $done } of { $total } rows
progress-sending = { $done } of { $total } clients sent
progress-waiting = The server does not answer. Trying again…
size-bytes = { $size } B
size-kilobytes = { $size } KB
size-megabytes = { $size } MB

## Summary

summary-label = Open file
summary-facts = { $format }, { $size }, { $rows }
sheet-label = Sheet
sheet-hidden = hidden
hidden-rows = { $count ->
    [one] Import { $count } hidden row too
   *[other] Import { $count } hidden rows too
}
blank-rows = { $count ->
    [one] { $count } blank row is skipped
   *[other] { $count } blank rows are skipped
}
count-rows = { $count ->
    [one] { $count } row
   *[other] { $count } rows
}
count-clients = { $count ->
    [one] client in the file
   *[other] clients in the file
}
count-ready = { $count ->
    [one] ready to import
   *[other] ready to import
}
count-errors = { $count ->
    [one] row with errors
   *[other] rows with errors
}
count-warnings = { $count ->
    [one] row with warnings
   *[other] rows with warnings
}

## Columns

columns-title = Columns
columns-hint = Check which column is which. Columns that are not imported stay in your file.
columns-letter = Column
columns-header = In the file
columns-samples = First values
columns-target = Field
columns-target-of = Field of the column “{ $column }”
columns-confidence = Decided by
columns-unnamed = No header
columns-filled = { $count ->
    [one] { $count } value
   *[other] { $count } values
}
columns-more = { $count ->
    [one] Show { $count } more column
   *[other] Show { $count } more columns
}
header-label = Header row
header-none = No header row
header-choice = Row { $row }: { $preview }
encoding-label = Encoding
delimiter-label = Delimiter
delimiter-comma = Comma ,
delimiter-semicolon = Semicolon ;
delimiter-tab = Tab
delimiter-bar = Bar |
target-none = Do not import
evidence-header_exact = Header
evidence-header_alias = Similar header
evidence-content = Values
evidence-chosen = Your choice
evidence-none = —
field-social_id = Messenger id (social_id)
field-name = Name
field-first_name = First name
field-middle_name = Middle name
field-last_name = Last name
field-email = E-mail
field-phone = Phone
field-gender = Gender
field-locale = Locale
field-tags = Tags
field-created_at = Created
field-updated_at = Updated
field-last_message_time = Last message
field-utm_source = utm_source
field-utm_medium = utm_medium
field-utm_campaign = utm_campaign
field-utm_term = utm_term
field-utm_content = utm_content
field-tunnel = Tunnel
field-messenger = Messenger
field-custom = Custom field
next-review = Next: rows

## Rows

review-title = Rows
review-hint = Rows with errors are not sent. Rows with warnings are.
problems-title = Problems
problems-none = No problems found.
filter-label = Show
filter-all = All rows
filter-problems = Rows with problems
filter-errors = Rows with errors
filter-ready = Rows that will be sent
filter-excluded = Rows left out
filter-changed = Changed rows
grid-label = Rows of the file
grid-row-number = Row number
grid-empty = No rows here.
inspector-empty = Choose a cell to see it whole, with its problems.
severity-error = Error
severity-warning = Warning
next-split = Next: messengers

title-social_id-column_missing = No column with messenger ids
title-social_id-missing = No messenger id
title-social_id-damaged = Damaged id
title-social_id-malformed = Not an id
title-row-duplicate = Duplicate
title-name-missing = No name
title-social_id-placeholder = Placeholder id
title-social_id-messenger_mismatch = Id of another messenger?
title-email-malformed = Wrong e-mail
title-phone-malformed = Wrong phone
title-date-malformed = Wrong date
title-cell-error_value = Excel error
title-text-mojibake = Garbled text
title-text-hidden_characters = Hidden characters
title-custom_field-name = Custom field name
title-custom_field-too_many = Too many custom fields
title-client-other_messenger = Known in another messenger
title-server-rejected = Not taken by the server

problem-social_id-column_missing = No column is mapped to the messenger id. Choose it in “Columns”.
problem-social_id-missing = There is no messenger id, so this client cannot be imported.
problem-social_id-damaged = { $kind ->
    [scientific] The id is damaged: { $value } is only its beginning, Excel has rounded the rest away. Take it again from the source, in a column formatted as text.
    [precision] The id is damaged: Excel has turned its last digits into zeros ({ $value }). Take it again from the source, in a column formatted as text.
    [decimal_tail] The id is damaged: { $value } has a decimal tail.
    [separators] The id is damaged: { $value } has separators between its digits.
    [date] The id is damaged: Excel has made a date of it ({ $value }).
   *[other] The id is damaged: { $value }.
}
problem-social_id-malformed = “{ $value }” is not an id of any messenger here.
problem-row-duplicate = The same client is in several rows: { $rows }. Keep one of them.
problem-name-missing = No name: the card will have none.
problem-social_id-placeholder = A placeholder number: this client cannot be messaged.
problem-social_id-messenger_mismatch = “{ $value }” does not look like an id of { $messenger }. The client is imported but may get no messages.
problem-email-malformed = “{ $value }” is not an e-mail address.
problem-phone-malformed = “{ $value }” is not a phone number.
problem-date-malformed = “{ $value }” is not a date.
problem-cell-error_value = The cell holds an Excel error: { $value }.
problem-text-mojibake = The text is garbled: it was saved in another encoding.
problem-text-hidden_characters = There is an apostrophe, a space or an invisible character around the value; it is sent without.
problem-custom_field-name = “{ $value }” cannot name a custom field: Latin letters only.
problem-custom_field-too_many = More custom fields than a company can have.
problem-client-other_messenger = This id is known in another messenger: a second card will appear.
problem-server-rejected = The server did not take this row: { $message }
problem-other = Problem { $code }

## Messengers

split-title = Messengers and bots
split-hint = Each messenger is imported with its own bot.
split-empty = No clients to import yet. Choose the column with messenger ids in “Columns”.
split-by-chosen = Your choice
split-by-column = By the messenger column
split-by-id-column = By the id column’s name
split-by-id-form = By the form of the ids
split-by-none = The file does not say which messenger these ids are of.
messenger-unknown = Messenger not known
messenger-choose = Choose a messenger
card-rows = Show rows
card-of = { $count ->
    [one] of { $count } client is ready
   *[other] of { $count } clients are ready
}
card-messenger = Messenger
card-bot = Bot
card-tunnel = Tunnel
card-tags = Tags
card-tags-hint = vip, spring
bot-choose = Choose a bot
bots-loading = Loading bots…
tunnel-default = Default tunnel
backend-none = No server is connected: files can be checked here, but not imported.
import = Import clients
import-count = { $count ->
    [one] Import clients ({ $count })
   *[other] Import clients ({ $count })
}
import-held-back = { $count ->
    [one] { $count } row with errors will not be sent.
   *[other] { $count } rows with errors will not be sent.
}
missing-column = Choose the column with messenger ids.
missing-clients = No client is ready to import: mend the rows with errors.
missing-backend = No server is connected.
missing-messenger = { $count ->
    [one] Choose the messenger of { $count } client.
   *[other] Choose the messenger of { $count } clients.
}
missing-bot = Choose a bot for { $messenger }.

## Result

sending-title = Importing clients
sending-hint = Keep this page open until it is done.
sending-stop = Stop
done-title = The clients are imported
done-partial-title = Not everything was imported
result-created = Created
result-updated = Updated
result-unchanged = Unchanged
result-rejected = Rejected
done-undelivered = { $count ->
    [one] { $count } client was not delivered. Nothing is lost: send again, and nobody is imported twice.
   *[other] { $count } clients were not delivered. Nothing is lost: send again, and nobody is imported twice.
}
done-left = { $count ->
    [one] { $count } row with errors was not sent.
   *[other] { $count } rows with errors were not sent.
}
done-show-left = Show them
done-show-rejected = Show rejected rows
done-again = Send again
done-back = Back to messengers
done-start-over = Import another file
sent-announcement = Done. Created { $created }, updated { $updated }, unchanged { $unchanged }, rejected { $rejected }.

## Receipt

receipt-title = Import receipt
receipt-outcome = Outcome
receipt-complete = Everything arrived
receipt-incomplete = Not everything arrived
receipt-file = File
receipt-size = Size
receipt-hash = SHA-256 of the file
receipt-started = Started (UTC)
receipt-finished = Finished (UTC)
receipt-import = Import
receipt-backend = Server
receipt-sender = Sent by
receipt-program = Program
receipt-clients = Clients
receipt-arrived = Arrived
receipt-held-back = Rows with errors, not sent
receipt-splits = By messenger
receipt-batches = Batches
receipt-batch = Batch
receipt-key = Key
receipt-rows = Rows

## Failures

failure-file-empty = “{ $file }” is empty: 0 bytes. Export it again.
failure-file-not_a_spreadsheet = “{ $file }” is not a spreadsheet. Excel, OpenDocument and CSV files can be opened here.
failure-file-password_protected = “{ $file }” is protected with a password. Open it in Excel, remove the password (File → Info → Protect Workbook) and save.
failure-file-damaged = “{ $file }” is damaged or cut off. Download or export it again.
failure-file-unsupported = “{ $file }” is of a kind that cannot be read here. Open it in Excel and save it as .xlsx.
failure-file-no_sheets = “{ $file }” has no sheet with rows.
failure-file-no_rows = There are no rows with clients in “{ $file }”.
failure-file-no_such_sheet = “{ $file }” has no such sheet.
failure-file-limit = “{ $file }” is larger than can be opened here: { $limit } is { $found }, at most { $max }.
failure-file-cancelled = Opening “{ $file }” was cancelled.
failure-file-io = “{ $file }” cannot be read. Was it moved or changed? Choose it again.
failure-drop-folder = That is a folder. Drop one file.
failure-drop-several = { $count ->
    [one] Drop one file at a time.
   *[other] { $count } files at once: drop one at a time.
}
failure-drop-nothing = There was no file in that. Drop a file or choose one.
failure-worker-not_started = The part that reads files could not be started. Reload the page; if that does not help, the page’s security settings refuse it. ({ $detail })
failure-worker-crashed = Reading stopped unexpectedly, probably for lack of memory. You can go on: choose the file again. ({ $detail })
failure-worker-stopped = The work was stopped.
failure-send-in_progress = Clients are being sent. Wait until that is done, or stop it.
failure-send-bad_backend = The server’s address is wrong: { $backend }
failure-send-network = The server cannot be reached. Everything is kept: press again when it is back.
failure-send-refused = The server refused the import: { $detail }
failure-send-unauthorized = The server asks to sign in. Sign in and press again.
failure-send-foreign_answer = The server answered something that is not of an importer backend (status { $status }).
failure-send-unavailable = The server is not working right now (status { $status }). Everything is kept: press again later.
failure-send-stopped = Sending was stopped. What has arrived stays.
failure-send-changed = The file was changed while it was being sent. What has arrived stays; send again to deliver the rest.
failure-send-incomplete = Something is still missing before clients can be sent: { $detail }
failure-choice-refused = That choice is not possible: { $detail }
failure-other = Something went wrong: { $code }
