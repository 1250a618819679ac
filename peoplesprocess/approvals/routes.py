from flask import Blueprint

room = Blueprint("approvals", __name__)
